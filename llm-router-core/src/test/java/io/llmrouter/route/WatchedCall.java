package io.llmrouter.route;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.llmrouter.call.Outcome;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Caller of a simulated router who checks all that he is told.
 *
 * @param <T> the type of the values
 */
final class WatchedCall<T> extends BaseSubscriber<T> {

	private static final long PAUSE_MILLIS = 700;

	private final SimulatedRouter world;

	private final int number;

	private final Publisher<T> answer;

	private final Function<T, String> text;

	private final long startNanos;

	private final long limitNanos;

	private final StringBuilder shown = new StringBuilder();

	private final Set<Class<?>> once = new HashSet<>();

	private boolean anyShown;

	private boolean toolShown;

	private boolean slow;

	private int cancelAfter = Integer.MAX_VALUE;

	private long demand;

	private boolean over;

	private WatchedCall(SimulatedRouter world, int number, ChatRequest request, Publisher<T> answer,
			Function<T, String> text) {
		this.world = world;
		this.number = number;
		this.answer = answer;
		this.text = text;
		this.startNanos = world.nanoTime();
		Duration asked = request.timeout();
		long limit = world.settings.timeout().toNanos();
		this.limitNanos = (asked != null) ? Math.min(limit, asked.toNanos()) : limit;
	}

	static WatchedCall<ChatResponse> chat(SimulatedRouter world, int number, ChatRequest request, RouteEngine engine) {
		Mono<ChatResponse> answer = engine.chat(request);
		return new WatchedCall<>(world, number, request, answer, WatchedCall::textOf);
	}

	// The thinking of an answer is a part of its own.
	private static String textOf(ChatResponse response) {
		return response.text().contains("THINK") ? response.text() : "THINK" + response.text();
	}

	static WatchedCall<ChatChunk> stream(SimulatedRouter world, int number, ChatRequest request, RouteEngine engine) {
		return new WatchedCall<>(world, number, request, engine.stream(request),
				(chunk) -> (chunk instanceof ChatChunk.ReasoningDelta part) ? part.reasoning() : chunk.text());
	}

	void begin(SplittableRandom random) {
		this.slow = random.nextInt(4) == 0;
		if (random.nextInt(5) == 0) {
			this.world.schedule(random.nextInt(15_000), this::leave);
		}
		if (random.nextInt(10) == 0) {
			this.cancelAfter = 1 + random.nextInt(8);
		}
		this.answer.subscribe(this);
	}

	private void leave() {
		if (!this.over) {
			cancel();
			ended(Outcome.CANCELLED);
		}
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		this.demand = this.slow ? 1 : Long.MAX_VALUE;
		request(this.demand);
	}

	@Override
	protected void hookOnNext(T value) {
		this.world.check(() -> received(value));
		if (--this.cancelAfter == 0) {
			leave();
		}
		else if (this.slow) {
			this.world.schedule(PAUSE_MILLIS, this::requestOne);
		}
	}

	private void received(T value) {
		this.anyShown = true;
		this.shown.append(this.text.apply(value));
		assertThat(this.over).as("I4: a value after the end of call %d", this.number).isFalse();
		assertThat(this.demand--).as("demand").isPositive();
		if (value instanceof ChatChunk chunk) {
			check(chunk);
		}
	}

	private void check(ChatChunk chunk) {
		this.toolShown |= chunk instanceof ChatChunk.ToolCallDelta;
		if (chunk.isContent()) {
			assertThat(this.once).as("content after the finish").doesNotContain(ChatChunk.Finish.class);
		}
		else {
			assertThat(this.once.add(chunk.getClass())).as("I12: %s comes once", chunk).isTrue();
		}
	}

	private void requestOne() {
		if (!this.over) {
			this.demand++;
			request(1);
		}
	}

	@Override
	protected void hookOnComplete() {
		ended(Outcome.SUCCESS);
		this.world.check(this::checkAnswer);
	}

	private void checkAnswer() {
		List<String> complete = this.world.contacts.stream()
			.filter((contact) -> contact.call == this.number && contact.end == Contact.End.COMPLETE)
			.map((contact) -> contact.answer)
			.toList();
		assertThat(complete).as("I3: one winner, and all of its answer").contains(this.shown.toString());
	}

	@Override
	protected void hookOnError(Throwable failure) {
		ended(Outcome.ERROR);
		this.world.check(() -> checkFailure(failure));
	}

	private void checkFailure(Throwable failure) {
		assertThat(failure).isInstanceOf(LlmRouterException.class);
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain("secret", "quick", "THINK");
		}
		if (!this.anyShown) {
			assertThat(failure instanceof RouteException told && told.received() != null).as("%s", failure).isFalse();
		}
		if (!this.shown.isEmpty()) {
			assertThat(failure).isInstanceOfSatisfying(RouteException.class,
					(told) -> assertThat(told.received()).isNotNull());
			assertThat(this.world.contacts).as("I7: no two answers are joined: '%s'", this.shown)
				.anyMatch((contact) -> contact.call == this.number && contact.answer.startsWith(this.shown.toString()));
		}
	}

	private void ended(Outcome expected) {
		RoutedRequest told = this.world.untold;
		this.world.untold = null;
		this.world.note("over " + this.number + " " + expected + " " + this.shown.length());
		this.world.check(() -> checkEnd(expected, told));
		this.over = true;
	}

	private void checkEnd(Outcome expected, @Nullable RoutedRequest told) {
		assertThat(this.over).as("I3: call %d ends once", this.number).isFalse();
		assertThat(told).as("a request that ends is told of").isNotNull();
		// Callers may leave with the answer in hand, and providers claim that they did.
		Outcome other = switch (expected) {
			case SUCCESS, CANCELLED -> Outcome.SUCCESS;
			case ERROR -> Outcome.CANCELLED;
		};
		assertThat(told.outcome()).isIn(expected, other);
		check(told.decision());
		assertThat(told.attempts()).isEqualTo(told.decision().attempts().size());
		told.extraAttempts().forEach((extra) -> checkCause(extra, told.decision()));
	}

	private static void check(RoutingDecision decision) {
		Set<String> asked = new HashSet<>();
		Set<String> silent = new HashSet<>();
		int winners = 0;
		for (RoutingDecision.Attempt attempt : decision.attempts()) {
			String candidate = attempt.provider() + "/" + attempt.model();
			assertThat(attempt.outcome()).as("%s", decision).isIn("success", "error", "cancelled");
			assertThat(silent).as("I8: %s was silent", candidate).doesNotContain(candidate);
			assertThat(asked.add(candidate) || "retry".equals(attempt.kind())).as("I8: %s", decision).isTrue();
			winners += "success".equals(attempt.outcome()) ? 1 : 0;
			if ("timeout_first_token".equals(attempt.errorType())) {
				silent.add(candidate);
			}
		}
		assertThat(winners).as("I3: at most one winner in %s", decision).isLessThanOrEqualTo(1);
	}

	private static void checkCause(ExtraAttempt extra, RoutingDecision decision) {
		if (extra.cause() != null) {
			assertThat(decision.attempts()).as("%s is caused by a failure of its provider", extra)
				.anyMatch((attempt) -> attempt.provider().equals(extra.provider())
						&& extra.cause().code().equals(attempt.errorType()));
		}
	}

	/**
	 * I14: every call ends by its deadline, but for what its caller takes his time with.
	 */
	void checkTime() {
		long allowed = this.limitNanos + TimeUnit.MILLISECONDS.toNanos(2 + (this.slow ? 60 * PAUSE_MILLIS : 0));
		if (!this.over && this.world.nanoTime() - this.startNanos > allowed) {
			throw new AssertionError("I14: call " + this.number + " is not over at its deadline");
		}
	}

	void checkOver() {
		assertThat(this.over).as("I14: call %d is over", this.number).isTrue();
	}

	boolean isOver() {
		return this.over;
	}

	long deadlineNanos() {
		return this.startNanos + this.limitNanos;
	}

	boolean mayAskAgain() {
		return !this.toolShown && (this.shown.isEmpty() || this.world.settings.midStream() == MidStream.RESUME);
	}

}
