/**
 * The interface every LLM provider implements, and the one family of errors they share.
 */
@NullMarked
package io.llmrouter.provider;

import org.jspecify.annotations.NullMarked;
