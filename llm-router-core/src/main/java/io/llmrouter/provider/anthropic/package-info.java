/**
 * Anthropic's Messages protocol, which a few other providers speak as well.
 */
@NullMarked
package io.llmrouter.provider.anthropic;

import org.jspecify.annotations.NullMarked;
