package io.llmrouter.sample;

import java.time.Duration;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BackgroundTraffic}.
 */
class BackgroundTrafficTests {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final TrafficProperties PROPERTIES = new TrafficProperties(true, INTERVAL, 3,
			List.of("default", "cheap"), List.of("swift", "steady"));

	@Test
	void everyTargetIsAskedBothWays() {
		StubRouter router = StubRouter.answering(ChatResponse.text("swift", "Hi", null));
		runFor(router, INTERVAL.multipliedBy(8));
		assertThat(router.chats).extracting(BackgroundTrafficTests::target)
			.containsExactlyInAnyOrder("default", "cheap", "swift", "steady");
		assertThat(router.streams).extracting(BackgroundTrafficTests::target)
			.containsExactlyInAnyOrder("default", "cheap", "swift", "steady");
	}

	@Test
	void failuresDoNotEndIt() {
		StubRouter router = StubRouter
			.failing(new ProviderException("It failed", ErrorDetails.of(ErrorType.OVERLOADED)));
		runFor(router, INTERVAL.multipliedBy(6));
		assertThat(router.chats.size() + router.streams.size()).isEqualTo(6);
	}

	@Test
	void callsInFlightAreBounded() {
		StubRouter router = StubRouter.silent();
		runFor(router, INTERVAL.multipliedBy(20));
		assertThat(router.chats.size() + router.streams.size()).isEqualTo(PROPERTIES.concurrency());
	}

	@Test
	void stopCancelsCallsInFlight() {
		TestPublisher<ChatChunk> call = TestPublisher.create();
		StepVerifier
			.withVirtualTime(() -> new BackgroundTraffic(StubRouter.streaming(call.flux()), PROPERTIES).traffic())
			.thenAwait(INTERVAL.multipliedBy(2))
			.then(call::assertSubscribers)
			.thenCancel()
			.verify(Duration.ofSeconds(5));
		call.assertNoSubscribers();
	}

	@Test
	void beanStartsAndStopsWithTheContext() {
		new ApplicationContextRunner().withBean(StubRouter.class, StubRouter::silent)
			.withBean(TrafficProperties.class, () -> PROPERTIES)
			.withUserConfiguration(BackgroundTraffic.class)
			.withPropertyValues("sample.traffic.enabled=true")
			.run((context) -> {
				BackgroundTraffic traffic = context.getBean(BackgroundTraffic.class);
				assertThat(traffic.isRunning()).isTrue();
				context.close();
				assertThat(traffic.isRunning()).isFalse();
			});
	}

	@Test
	void beanIsAbsentUnlessEnabled() {
		new ApplicationContextRunner().withBean(StubRouter.class, StubRouter::silent)
			.withUserConfiguration(BackgroundTraffic.class)
			.run((context) -> assertThat(context).doesNotHaveBean(BackgroundTraffic.class));
	}

	private static void runFor(StubRouter router, Duration time) {
		StepVerifier.withVirtualTime(() -> traffic(router)).thenAwait(time).thenCancel().verify(Duration.ofSeconds(5));
	}

	private static Flux<Void> traffic(StubRouter router) {
		return new BackgroundTraffic(router, PROPERTIES).traffic();
	}

	private static String target(ChatRequest request) {
		return (request.route() != null) ? request.route() : request.provider();
	}

}
