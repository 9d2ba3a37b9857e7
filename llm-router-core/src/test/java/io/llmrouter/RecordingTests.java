package io.llmrouter;

import java.time.Duration;
import java.util.List;

import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.ObservedChatProvider;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.Window;
import io.llmrouter.testing.BlockedCalls;
import io.llmrouter.testing.FakeProvider;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.netty.channel.EventLoopGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpResources;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records calls on threads that must not block, watched by BlockHound.
 */
class RecordingTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final ChatRequest REQUEST = ChatRequest.user("Hello");

	private static final int CALLS = 200;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ComparisonStatistics statistics = new ComparisonStatistics(TimeSource.SYSTEM);

	@AfterEach
	void planNothing() {
		BlockedCalls.planNothing();
	}

	@Test
	void blockingThreadsAreDetected() {
		BlockedCalls.plan(RecordingTests.class);
		int before = BlockedCalls.planned();
		StepVerifier.create(Mono.fromCallable(RecordingTests::sleep).subscribeOn(Schedulers.parallel()))
			.expectError(BlockingOperationError.class)
			.verify(PATIENCE);
		EventLoopGroup loops = HttpResources.get().onClient(true);
		StepVerifier.create(Mono.fromCallable(RecordingTests::sleep).subscribeOn(Schedulers.fromExecutor(loops)))
			.expectError(BlockingOperationError.class)
			.verify(PATIENCE);
		assertThat(BlockedCalls.planned()).isEqualTo(before + 2);
	}

	private static int sleep() throws InterruptedException {
		Thread.sleep(1);
		return 1;
	}

	@Test
	void recordingAndComparingBlockNoThread() {
		ObservedChatProvider provider = observed(new FakeProvider("alpha", "small").answers("Hi", "!"));
		StepVerifier
			.create(Flux.range(0, CALLS)
				.flatMap((i) -> Flux.defer(() -> call(provider)).subscribeOn(Schedulers.parallel()))
				.then(Mono.fromSupplier(() -> this.statistics.compare(Window.ALL)).subscribeOn(Schedulers.parallel())))
			.assertNext((snapshot) -> assertThat(snapshot.ranking().get(0).calls().succeeded()).isEqualTo(2L * CALLS))
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.registry.get("llm.router.attempt").tag("stream", "true").timer().count()).isEqualTo(CALLS);
	}

	private static Flux<Object> call(ObservedChatProvider provider) {
		return Flux.concat(provider.chat(REQUEST), provider.stream(REQUEST));
	}

	private ObservedChatProvider observed(FakeProvider provider) {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.registry));
		CallObserver observer = new CallObserver(List.of(new MicrometerCallListener(this.registry), this.statistics),
				new MicrometerCallObservations(observations, null), ModelLabels.none(), TimeSource.SYSTEM);
		return new ObservedChatProvider(provider, observer);
	}

}
