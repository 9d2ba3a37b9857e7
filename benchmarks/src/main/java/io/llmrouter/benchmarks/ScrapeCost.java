package io.llmrouter.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.Price;
import io.llmrouter.metrics.LlmRouterMeterFilter;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import reactor.util.context.Context;

/**
 * Size of a scrape of 200 pairs of provider and model, and its CPU time on the thread
 * that writes it: the median of many, after a warm-up. Two scrapes are measured: one of
 * pairs whose streams succeeded, and one of pairs that had streams and whole answers,
 * successes and refusals.
 */
public final class ScrapeCost {

	private static final int PAIRS = 200;

	private static final int WARM_UP = 200;

	private static final int SCRAPES = 101;

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final MicrometerCallListener listener = new MicrometerCallListener(this.registry,
			new CallCosts((provider, model) -> Price.of(BigDecimal.ONE, BigDecimal.TEN)));

	private final MicrometerCallObservations observations;

	private ScrapeCost() {
		this.registry.config().meterFilter(new LlmRouterMeterFilter());
		ObservationRegistry observed = ObservationRegistry.create();
		observed.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.registry));
		this.observations = new MicrometerCallObservations(observed, null, false);
	}

	/**
	 * Print the sizes and times.
	 * @param arguments none
	 * @throws IOException never
	 */
	public static void main(String[] arguments) throws IOException {
		ScrapeCost streams = new ScrapeCost();
		ScrapeCost mixed = new ScrapeCost();
		for (int pair = 0; pair < PAIRS; pair++) {
			streams.succeed(pair, true);
			mixed.succeed(pair, true);
			mixed.succeed(pair, false);
			mixed.fail(pair);
		}
		streams.measure("streams");
		mixed.measure("mixed");
	}

	private void succeed(int pair, boolean stream) {
		end(new ChatCall(start(pair, stream), Duration.ofMillis(1_800), stream ? Duration.ofMillis(400) : null,
				stream ? Duration.ofMillis(1_400) : null, stream ? 120 : 0, Outcome.SUCCESS, null, null, "resp-1",
				"gpt-5-mini-2026-01-01", FinishReason.STOP, new TokenUsage(900L, 240L, 512L, null, 64L, false, null)));
	}

	private void fail(int pair) {
		end(new ChatCall(start(pair, true), Duration.ofMillis(80), null, null, 0, Outcome.ERROR, ErrorType.RATE_LIMITED,
				429, null, null, null, null));
	}

	private static StartedCall start(int pair, boolean stream) {
		String model = "model-" + pair % 10;
		return new StartedCall("provider-" + pair / 10, model, model, stream, "default", 1, Instant.EPOCH);
	}

	private void end(ChatCall call) {
		CallObservation observation = this.observations.start(call.start(), ChatRequest.user("hello"), Context.empty());
		this.listener.callEnded(call);
		observation.end(call, (call.outcome() == Outcome.ERROR)
				? new ProviderException("refused", ErrorDetails.of(ErrorType.RATE_LIMITED)) : null);
	}

	private void measure(String name) throws IOException {
		ByteArrayOutputStream sink = new ByteArrayOutputStream(8 << 20);
		long[] nanos = new long[SCRAPES];
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		for (int scrape = -WARM_UP; scrape < SCRAPES; scrape++) {
			sink.reset();
			long before = threads.getCurrentThreadCpuTime();
			this.registry.scrape(sink);
			if (scrape >= 0) {
				nanos[scrape] = threads.getCurrentThreadCpuTime() - before;
			}
		}
		Arrays.sort(nanos);
		long series = sink.toString(StandardCharsets.UTF_8).lines().filter((line) -> !line.startsWith("#")).count();
		System.out.printf("%-8s %,7d series %,10d bytes %6.1f ms CPU (least %.1f)%n", name, series, sink.size(),
				nanos[SCRAPES / 2] / 1e6, nanos[0] / 1e6);
	}

}
