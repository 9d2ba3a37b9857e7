package io.llmrouter.metrics.opentelemetry;

/**
 * Generation of OpenTelemetry's conventions for generative AI. All of them have the
 * status "development", so both are in use and both will change.
 *
 * @since 0.1.0
 */
public enum OpenTelemetryGeneration {

	/** Semantic conventions 1.41.1, the last that were published with a number. */
	V1_41,

	/** Repository semantic-conventions-genai as of November 2026. */
	LATEST

}
