/**
 * Comparison of providers and models on one's own traffic: sliding windows in fixed
 * memory, percentiles, and a ranking that knows how sure it is.
 */
@NullMarked
package io.llmrouter.stats;

import org.jspecify.annotations.NullMarked;
