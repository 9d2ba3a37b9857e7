/**
 * Meters and observations of calls under the names of OpenTelemetry's conventions.
 */
@NullMarked
package io.llmrouter.metrics.opentelemetry;

import org.jspecify.annotations.NullMarked;
