/**
 * What follows from counts alone: percentiles, intervals and tests. For the statistics,
 * not for applications.
 */
@NullMarked
package io.llmrouter.stats.estimate;

import org.jspecify.annotations.NullMarked;
