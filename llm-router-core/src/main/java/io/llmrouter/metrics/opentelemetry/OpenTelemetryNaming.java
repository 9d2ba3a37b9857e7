package io.llmrouter.metrics.opentelemetry;

import java.util.Map;

import io.llmrouter.call.CallOperation;
import io.llmrouter.call.StartedCall;
import io.llmrouter.metrics.CallMeterConvention;
import io.llmrouter.metrics.MeterNames.OpenTelemetry;
import io.llmrouter.metrics.TokenMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Names of OpenTelemetry for the meters of calls. What OpenTelemetry has no name for, or
 * means differently, keeps that of the router: the time per output token, for one, is a
 * time per chunk there. Immutable.
 *
 * @since 0.1.0
 */
public final class OpenTelemetryNaming implements CallMeterConvention {

	private final OpenTelemetryGeneration generation;

	private final Map<String, String> providerNames;

	/**
	 * Create names.
	 * @param generation the generation of the conventions
	 * @param providerNames the names of OpenTelemetry for providers, by configured name;
	 * a provider without one has its configured name for both
	 */
	public OpenTelemetryNaming(OpenTelemetryGeneration generation, Map<String, String> providerNames) {
		this.generation = generation;
		this.providerNames = Map.copyOf(providerNames);
	}

	String duration(CallOperation operation) {
		return (isLatest() && operation == CallOperation.CHAT) ? OpenTelemetry.INFERENCE_DURATION
				: OpenTelemetry.OPERATION_DURATION;
	}

	boolean isLatest() {
		return this.generation == OpenTelemetryGeneration.LATEST;
	}

	String provider(StartedCall call) {
		return this.providerNames.getOrDefault(call.provider(), call.provider());
	}

	@Override
	public Tags tags(StartedCall call) {
		return Tags.of(OpenTelemetry.OPERATION_NAME, call.operation().code(), OpenTelemetry.PROVIDER_NAME,
				provider(call), OpenTelemetry.REQUEST_MODEL, call.model(), OpenTelemetry.CONFIGURED_PROVIDER,
				call.provider());
	}

	@Override
	public String timeToFirstToken() {
		return isLatest() ? OpenTelemetry.INFERENCE_FIRST_CHUNK : OpenTelemetry.OPERATION_FIRST_CHUNK;
	}

	@Override
	public TokenMeters tokens(MeterRegistry registry, Tags tags) {
		return isLatest() ? new UsageCounters(registry, tags) : new UsageSummaries(registry, tags);
	}

	/**
	 * Return the name by which OpenTelemetry knows a kind of provider.
	 * @param type the type of {@code llm.router.providers}
	 * @return the name; the type itself where OpenTelemetry has none
	 */
	public static String providerName(String type) {
		return switch (type) {
			case "gemini" -> "gcp.gemini";
			case "azure-openai" -> "azure.ai.openai";
			case "mistral" -> "mistral_ai";
			case "xai" -> "x_ai";
			case "openai-compatible" -> "openai";
			default -> type;
		};
	}

}
