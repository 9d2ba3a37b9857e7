/**
 * Micrometer meters and the observation of provider calls and routed requests.
 */
@NullMarked
package io.llmrouter.metrics;

import org.jspecify.annotations.NullMarked;
