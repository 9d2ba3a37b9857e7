/**
 * The router as a chat model of Spring AI.
 */
@NullMarked
package io.llmrouter.springai;

import org.jspecify.annotations.NullMarked;
