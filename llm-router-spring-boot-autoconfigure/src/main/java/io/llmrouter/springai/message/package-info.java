/**
 * Messages and figures in the words of Spring AI and in ours.
 */
@NullMarked
package io.llmrouter.springai.message;

import org.jspecify.annotations.NullMarked;
