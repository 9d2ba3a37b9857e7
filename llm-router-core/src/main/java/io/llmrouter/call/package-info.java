/**
 * One provider call as its observers see it: start, first token, end, each exactly once.
 */
@NullMarked
package io.llmrouter.call;

import org.jspecify.annotations.NullMarked;
