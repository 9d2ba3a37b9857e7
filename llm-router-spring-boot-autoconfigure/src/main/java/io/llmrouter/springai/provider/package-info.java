/**
 * A chat model of Spring AI as a provider.
 */
@NullMarked
package io.llmrouter.springai.provider;

import org.jspecify.annotations.NullMarked;
