/**
 * Benchmarks of what the router adds to a call.
 */
@NullMarked
package io.llmrouter.benchmarks;

import org.jspecify.annotations.NullMarked;
