/**
 * Price files in the shapes of LiteLLM and genai-prices. Read once, never fetched.
 */
@NullMarked
package io.llmrouter.cost.file;

import org.jspecify.annotations.NullMarked;
