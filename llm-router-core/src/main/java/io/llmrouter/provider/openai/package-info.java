/**
 * OpenAI's chat completions protocol, which many other providers speak as well.
 */
@NullMarked
package io.llmrouter.provider.openai;

import org.jspecify.annotations.NullMarked;
