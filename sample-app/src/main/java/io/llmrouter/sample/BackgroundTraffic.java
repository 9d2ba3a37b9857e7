package io.llmrouter.sample;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.llmrouter.LlmRouter;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Light traffic that keeps the figures of the simulated providers alive: one call per
 * interval, over each route and to each provider in turn, by turns whole and streamed.
 */
@Component
@ConditionalOnBooleanProperty("sample.traffic.enabled")
class BackgroundTraffic implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(BackgroundTraffic.class);

	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

	private static final List<String> QUESTIONS = List.of("Which of you is the fastest today?",
			"How do I choose a provider?", "Why does the average tell me so little?", "What happens when you are busy?",
			"Tell me something about percentiles, please.");

	private final LlmRouter router;

	private final TrafficProperties properties;

	private final List<Target> targets;

	private volatile @Nullable Disposable running;

	BackgroundTraffic(LlmRouter router, TrafficProperties properties) {
		this.router = router;
		this.properties = properties;
		this.targets = targets(properties);
	}

	private static List<Target> targets(TrafficProperties properties) {
		Stream<Target> routes = properties.routes().stream().map((name) -> new Target(name, null));
		Stream<Target> providers = properties.providers().stream().map((name) -> new Target(null, name));
		return Stream.concat(routes, providers).toList();
	}

	@Override
	public void start() {
		if (!this.targets.isEmpty()) {
			this.running = traffic().subscribe((ignored) -> {
			}, (failure) -> logger.debug("Background traffic ended", failure));
		}
	}

	@Override
	public void stop() {
		Disposable traffic = this.running;
		if (traffic != null) {
			traffic.dispose();
		}
		this.running = null;
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	/**
	 * Return the traffic.
	 * @return calls until cancelled, which cancels those in flight; emits nothing and
	 * survives every failed call
	 */
	Flux<Void> traffic() {
		return Flux.interval(this.properties.interval())
			.onBackpressureDrop()
			.flatMap(this::call, this.properties.concurrency());
	}

	private Mono<Void> call(long number) {
		int count = this.targets.size();
		int index = (int) (number % count);
		ChatRequest request = request(this.targets.get(index), number);
		// Each target gets both kinds by turns, whether their number is odd or even.
		boolean stream = (number / count + index) % 2 != 0;
		Mono<Void> call = Mono
			.defer(() -> stream ? this.router.stream(request).then() : this.router.chat(request).then());
		return call.onErrorResume(BackgroundTraffic::ignore);
	}

	private static ChatRequest request(Target target, long number) {
		return ChatRequest.builder()
			.route(target.route())
			.provider(target.provider())
			.user(QUESTIONS.get((int) (number % QUESTIONS.size())))
			.timeout(CALL_TIMEOUT)
			.build();
	}

	private static Mono<Void> ignore(Throwable failure) {
		logger.debug("Background call failed: {}", ErrorType.of(failure).code());
		return Mono.empty();
	}

	private record Target(@Nullable String route, @Nullable String provider) {

	}

}
