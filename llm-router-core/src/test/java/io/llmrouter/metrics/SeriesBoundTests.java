package io.llmrouter.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.llmrouter.call.CallContext;
import io.llmrouter.call.CallLabels;
import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ChatCallTagsContributor;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.testing.FakeProvider;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls with names that nobody configured, and how many time series they make.
 */
class SeriesBoundTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Random random = new Random(16);

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final CallLabels labels = new CallLabels(ModelLabels.none(), List.of(new RandomTags()), 5);

	private final CallObserver observer = new CallObserver(List.of(new MicrometerCallListener(this.registry)),
			new MicrometerCallObservations(observations(), null), this.labels, TimeSource.SYSTEM);

	private final MicrometerRequestListener requests = new MicrometerRequestListener(this.registry);

	private ObservationRegistry observations() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.registry));
		return observations;
	}

	@Test
	void tenThousandRandomNamesMakeAConstantNumberOfSeries() {
		new MicrometerLabelLimits(this.registry).bindTo(this.labels);
		calls(3_000);
		int series = this.registry.getMeters().size();
		calls(10_000);
		assertThat(this.registry.getMeters()).hasSize(series);
		assertThat(limited("pair")).isEqualTo(13_000 - CallLabels.MAX_PAIRS);
		assertThat(limited("model")).isEqualTo(13_000);
		assertThat(limited("tags")).isEqualTo(13_000 - 5);
	}

	private double limited(String limit) {
		return this.registry.get("llm.router.labels.limited").tag("limit", limit).counter().count();
	}

	private void calls(int count) {
		for (int i = 0; i < count; i++) {
			ErrorType type = ErrorType.values()[i % ErrorType.values().length];
			ProviderException failure = new ProviderException(name(),
					ErrorDetails.of(type).answered(400 + i % 200, name(), name(), null));
			FakeProvider provider = new FakeProvider(name(), name());
			ChatRequest request = ChatRequest.user("Hello").withModel(name());
			CallContext context = new CallContext(name(), 1 + i % 7);
			this.observer
				.observe(provider, request, (i % 3 == 0) ? FakeProvider.answer("a", "Hi") : Flux.error(failure))
				.onErrorComplete()
				.contextWrite(context::addTo)
				.blockLast(PATIENCE);
			this.requests
				.requestEnded(Calls.routed(name(), true, Outcome.ERROR, type, Duration.ofMillis(1), 1, List.of()));
		}
	}

	private String name() {
		return Long.toString(this.random.nextLong(), 36);
	}

	/**
	 * Contributor of a tag whose value is never the same.
	 */
	private final class RandomTags implements ChatCallTagsContributor {

		@Override
		public List<String> keys() {
			return List.of("team");
		}

		@Override
		public Map<String, String> tags(StartedCall call, ContextView context) {
			return Map.of("team", name());
		}

	}

}
