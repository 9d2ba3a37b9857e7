package io.llmrouter.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.metrics.LlmRouterMeterFilter;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.metrics.MicrometerRequestListener;
import io.llmrouter.route.RoutedRequest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.util.context.Context;

/**
 * Cost of the meters of one streamed call: the observation with its timer and its long
 * task timer, the listener to calls and the listener to requests. Run with
 * {@code -prof gc} for the bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RequestMetricsBenchmark {

	private final StartedCall start = new StartedCall("openai", "gpt-5-mini", "gpt-5-mini", true, "default", 1,
			Instant.EPOCH);

	private final ChatCall call = new ChatCall(this.start, Duration.ofMillis(1_800), Duration.ofMillis(400),
			Duration.ofMillis(1_400), 120, Outcome.SUCCESS, null, null, "resp-1", "gpt-5-mini-2026-01-01",
			FinishReason.STOP, new TokenUsage(900L, 240L, 512L, null, 64L, false, null));

	private final RoutedRequest routed = new RoutedRequest("default", Instant.EPOCH, true, Outcome.SUCCESS, null,
			Duration.ofMillis(1_801), 1, List.of(), Duration.ofMillis(1),
			new RoutingDecision("default", "adaptive", List.of(), List.of()));

	private final ChatRequest request = ChatRequest.user("hello");

	private final MeterRegistry meterRegistry = new SimpleMeterRegistry();

	private final ObservationRegistry observationRegistry = ObservationRegistry.create();

	private final MicrometerCallObservations observations = new MicrometerCallObservations(this.observationRegistry,
			null, false);

	private final MicrometerCallObservations detailed = new MicrometerCallObservations(this.observationRegistry, null);

	private final MicrometerCallObservations unobserved = new MicrometerCallObservations(ObservationRegistry.NOOP,
			null);

	private final MicrometerCallListener callListener = new MicrometerCallListener(this.meterRegistry);

	private final MicrometerRequestListener requestListener = new MicrometerRequestListener(this.meterRegistry);

	@Setup
	public void setUp() {
		this.meterRegistry.config().meterFilter(new LlmRouterMeterFilter());
		this.observationRegistry.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(this.meterRegistry));
	}

	@Benchmark
	public Context observation() {
		return observe(this.observations);
	}

	@Benchmark
	public Context observationWithSpanDetails() {
		return observe(this.detailed);
	}

	@Benchmark
	public Context observationSwitchedOff() {
		return observe(this.unobserved);
	}

	@Benchmark
	public void callListener() {
		this.callListener.callEnded(this.call);
	}

	@Benchmark
	public void requestListener() {
		this.requestListener.requestEnded(this.routed);
	}

	@Benchmark
	public Context wholeCall() {
		Context context = observe(this.observations);
		this.callListener.callEnded(this.call);
		this.requestListener.requestEnded(this.routed);
		return context;
	}

	private Context observe(MicrometerCallObservations factory) {
		CallObservation observation = factory.start(this.start, this.request, Context.empty());
		Context context = observation.addTo(Context.empty());
		observation.end(this.call, null);
		return context;
	}

}
