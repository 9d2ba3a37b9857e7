package io.llmrouter.route.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Provider whose answers take as long as its node says: a first token after a lognormal
 * time, then a stream of some seconds that holds one of its slots. Calls beyond the slots
 * wait in line. A failure comes after 50 ms and holds nothing.
 */
final class SimulatedProvider implements ChatProvider {

	static final double MEAN_STREAM_SECONDS = 5;

	private static final double FIRST_TOKEN_SIGMA = 0.35;

	private static final double STREAM_SIGMA = 0.6;

	private static final Duration FAILURE_DELAY = Duration.ofMillis(50);

	private static final Duration BETWEEN_CHUNKS = Duration.ofSeconds(3);

	private final Node node;

	private final Scheduler scheduler;

	private final Clock clock;

	private final Random random;

	private final Deque<Sinks.Empty<Void>> line = new ArrayDeque<>();

	private final List<Double> attempts = new ArrayList<>();

	private int busy;

	SimulatedProvider(Node node, Scheduler scheduler, Clock clock, long seed) {
		this.node = node;
		this.scheduler = scheduler;
		this.clock = clock;
		this.random = new Random(seed);
	}

	Node node() {
		return this.node;
	}

	/**
	 * Return when it was asked, in seconds.
	 */
	List<Double> attempts() {
		return this.attempts;
	}

	/**
	 * Return what nobody but an oracle knows: when the first token of a call that comes
	 * now can be expected.
	 */
	double expectedSeconds() {
		Condition condition = this.node.conditions().at(this.clock.seconds());
		if (condition.failure() != null) {
			return Double.MAX_VALUE;
		}
		double ahead = Math.max(0, this.line.size() + this.busy - this.node.slots() + 1);
		return this.node.firstTokenSeconds() * condition.slowdown() + ahead * MEAN_STREAM_SECONDS / this.node.slots();
	}

	@Override
	public String name() {
		return this.node.name();
	}

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		return Mono.error(new UnsupportedOperationException("only streams are simulated"));
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.defer(() -> {
			this.attempts.add(this.clock.seconds());
			Condition condition = this.node.conditions().at(this.clock.seconds());
			return (condition.failure() != null) ? failing(condition.failure()) : queued();
		});
	}

	private Flux<ChatChunk> failing(ErrorType type) {
		return Mono.delay(FAILURE_DELAY, this.scheduler)
			.thenMany(Flux.error(() -> new ProviderException("simulated " + type.code(), ErrorDetails.of(type))));
	}

	private Flux<ChatChunk> queued() {
		if (this.busy < this.node.slots()) {
			this.busy++;
			return answering();
		}
		Sinks.Empty<Void> turn = Sinks.empty();
		this.line.add(turn);
		return turn.asMono().doOnCancel(() -> this.line.remove(turn)).thenMany(Flux.defer(this::answering));
	}

	private Flux<ChatChunk> answering() {
		double slowdown = this.node.conditions().at(this.clock.seconds()).slowdown();
		double firstToken = this.node.firstTokenSeconds() * slowdown * lognormal(FIRST_TOKEN_SIGMA);
		double stream = MEAN_STREAM_SECONDS * lognormal(STREAM_SIGMA) * Math.exp(-STREAM_SIGMA * STREAM_SIGMA / 2);
		Flux<ChatChunk> text = Mono.delay(seconds(firstToken), this.scheduler)
			.concatWith(Flux.interval(BETWEEN_CHUNKS, this.scheduler).take(seconds(stream), this.scheduler))
			.map((tick) -> new ChatChunk.TextDelta("Hi"));
		return text.concatWithValues(new ChatChunk.Finish(FinishReason.STOP, "stop", 0))
			.doFinally((signal) -> release());
	}

	private static Duration seconds(double seconds) {
		return Duration.ofNanos((long) (seconds * 1e9));
	}

	private double lognormal(double sigma) {
		return Math.exp(sigma * this.random.nextGaussian());
	}

	// The slot goes to the next in line, if there is one.
	private void release() {
		Sinks.Empty<Void> next = this.line.poll();
		if (next != null) {
			next.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
		}
		else {
			this.busy--;
		}
	}

	/**
	 * Time since the start of the simulation.
	 */
	@FunctionalInterface
	interface Clock {

		double seconds();

	}

}
