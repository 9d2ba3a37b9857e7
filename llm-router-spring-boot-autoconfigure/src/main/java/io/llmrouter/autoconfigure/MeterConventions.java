package io.llmrouter.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import io.llmrouter.autoconfigure.LlmRouterProperties.Convention;
import io.llmrouter.metrics.CallMeterConvention;
import io.llmrouter.metrics.ChatCallObservationConvention;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.metrics.opentelemetry.OpenTelemetryChatConvention;
import io.llmrouter.metrics.opentelemetry.OpenTelemetryEmbeddingConvention;
import io.llmrouter.metrics.opentelemetry.OpenTelemetryGeneration;
import io.llmrouter.metrics.opentelemetry.OpenTelemetryNaming;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Conventions of meters and observations by the property {@code convention}.
 */
final class MeterConventions {

	private MeterConventions() {
	}

	static CallMeterConvention meters(LlmRouterProperties properties) {
		return (properties.metrics().convention() != Convention.LLM_ROUTER) ? openTelemetry(properties)
				: CallMeterConvention.LLM_ROUTER;
	}

	static MicrometerCallObservations observations(ObservationRegistry registry,
			@Nullable ChatCallObservationConvention convention, LlmRouterProperties properties, boolean traced) {
		if (properties.metrics().convention() == Convention.LLM_ROUTER) {
			return new MicrometerCallObservations(registry, convention, traced);
		}
		OpenTelemetryNaming naming = openTelemetry(properties);
		return new MicrometerCallObservations(registry, convention, new OpenTelemetryChatConvention(naming, traced),
				new OpenTelemetryEmbeddingConvention(naming, traced), traced);
	}

	private static OpenTelemetryNaming openTelemetry(LlmRouterProperties properties) {
		Map<String, String> names = new HashMap<>();
		properties.providers().forEach((name, provider) -> {
			if (provider.type() != null) {
				names.put(name, OpenTelemetryNaming.providerName(provider.type()));
			}
		});
		return new OpenTelemetryNaming((properties.metrics().convention() == Convention.OPENTELEMETRY)
				? OpenTelemetryGeneration.V1_41 : OpenTelemetryGeneration.LATEST, names);
	}

}
