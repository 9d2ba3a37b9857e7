package io.llmrouter.call;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.provider.ProviderException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StreamGuardTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final StreamTimeouts TIMEOUTS = new StreamTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(15),
			Duration.ofSeconds(600));

	private static final ChatChunk START = new ChatChunk.Start("test", null, null);

	private static final ChatChunk TEXT = new ChatChunk.TextDelta("a");

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final AtomicInteger timers = new AtomicInteger();

	private final TestPublisher<ChatChunk> source = TestPublisher.create();

	private StreamGuard guard;

	@BeforeEach
	void createGuard() {
		this.guard = new StreamGuard(new VirtualTime(), this.scheduler);
	}

	@Test
	void silentStreamEndsAtFirstTokenLimit() {
		verifier((stream) -> stream).then(() -> pass(59))
			.then(() -> this.source.assertNotCancelled())
			.then(() -> pass(2))
			.expectErrorMatches(isType(ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(SOON);
		this.source.assertCancelled();
	}

	@Test
	void chunksWithoutContentDoNotProlongTheWaitForContent() {
		verifier((stream) -> stream).then(() -> pass(50))
			.then(() -> this.source.next(START))
			.expectNext(START)
			.then(() -> pass(11))
			.expectErrorMatches(isType(ErrorType.TIMEOUT_FIRST_TOKEN))
			.verify(SOON);
	}

	@Test
	void stallAfterContentEndsAtIdleLimit() {
		verifier((stream) -> stream).then(() -> pass(5))
			.then(() -> this.source.next(TEXT))
			.expectNext(TEXT)
			.then(() -> pass(14))
			.then(() -> this.source.assertNotCancelled())
			.then(() -> pass(1))
			.then(() -> this.source.assertCancelled())
			.expectErrorMatches(isType(ErrorType.TIMEOUT_IDLE))
			.verify(SOON);
	}

	@Test
	void waitForContentMayBeLongerThanTheOneAfterIt() {
		verifier((stream) -> stream).then(() -> pass(50))
			.then(() -> this.source.next(TEXT))
			.expectNext(TEXT)
			.then(() -> pass(15))
			.expectErrorMatches(isType(ErrorType.TIMEOUT_IDLE))
			.verify(SOON);
	}

	@Test
	void chunksKeepAStreamAliveUntilTheTotalLimit() {
		Flux<ChatChunk> steady = Flux.interval(Duration.ofSeconds(14), this.scheduler).map((tick) -> TEXT);
		StepVerifier.create(this.guard.guard(steady, TIMEOUTS, StreamGuardTests::failure))
			.then(() -> pass(600))
			.expectNextCount(42)
			.expectErrorMatches(isType(ErrorType.DEADLINE_EXCEEDED))
			.verify(SOON);
	}

	@Test
	void waitStandsStillWithoutDemand() {
		StepVerifier.create(this.guard.guard(this.source.flux(), TIMEOUTS, StreamGuardTests::failure), 1)
			.then(() -> this.source.next(TEXT))
			.expectNext(TEXT)
			.then(() -> pass(300))
			.thenRequest(1)
			.then(() -> pass(14))
			.then(() -> this.source.next(TEXT))
			.expectNext(TEXT)
			.thenRequest(1)
			.then(() -> pass(31))
			.expectErrorMatches(isType(ErrorType.TIMEOUT_IDLE))
			.verify(SOON);
	}

	@Test
	void firstTokenLimitStandsStillWithoutDemand() {
		StepVerifier.create(this.guard.guard(this.source.flux(), TIMEOUTS, StreamGuardTests::failure), 0)
			.then(() -> pass(300))
			.thenRequest(1)
			.then(() -> pass(59))
			.then(() -> this.source.next(TEXT))
			.expectNext(TEXT)
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void totalLimitHoldsWithoutDemand() {
		StepVerifier.create(this.guard.guard(this.source.flux(), TIMEOUTS, StreamGuardTests::failure), 0)
			.then(() -> pass(601))
			.expectErrorMatches(isType(ErrorType.DEADLINE_EXCEEDED))
			.verify(SOON);
	}

	@Test
	void completionEndsTheTimer() {
		verifier((stream) -> stream).then(() -> this.source.next(TEXT).complete())
			.expectNext(TEXT)
			.expectComplete()
			.verify(SOON);
		assertThat(this.scheduler.getScheduledTaskCount()).isEqualTo(1);
		pass(10_000);
		assertThat(this.scheduler.getScheduledTaskCount()).isEqualTo(1);
	}

	@Test
	void failureOfTheSourcePassesAndEndsTheTimer() {
		ProviderException cut = failure(ErrorType.STREAM_INTERRUPTED);
		verifier((stream) -> stream).then(() -> this.source.error(cut))
			.expectErrorMatches((failure) -> failure == cut)
			.verify(SOON);
		pass(10_000);
		assertThat(this.scheduler.getScheduledTaskCount()).isEqualTo(1);
	}

	@Test
	void cancelEndsSourceAndTimer() {
		Disposable call = this.guard.guard(this.source.flux(), TIMEOUTS, StreamGuardTests::failure).subscribe();
		call.dispose();
		this.source.assertCancelled();
		pass(10_000);
		assertThat(this.scheduler.getScheduledTaskCount()).isEqualTo(1);
	}

	@Test
	void manyChunksNeedNoFurtherTimers() {
		verifier((stream) -> stream).then(() -> {
			for (int i = 0; i < 1000; i++) {
				this.source.next(TEXT);
			}
		})
			.expectNextCount(1000)
			.then(() -> assertThat(this.scheduler.getScheduledTaskCount()).isEqualTo(1))
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void subscriptionsAreGuardedIndependently() {
		Flux<ChatChunk> guarded = this.guard.guard(Flux.never(), TIMEOUTS, StreamGuardTests::failure);
		guarded.subscribe((chunk) -> {
		}, (failure) -> this.timers.incrementAndGet());
		pass(59);
		guarded.subscribe((chunk) -> {
		}, (failure) -> this.timers.incrementAndGet());
		pass(2);
		assertThat(this.timers).hasValue(1);
		pass(59);
		assertThat(this.timers).hasValue(2);
	}

	@Test
	void limitsMustBeOverZero() {
		Duration second = Duration.ofSeconds(1);
		assertThatIllegalArgumentException().isThrownBy(() -> new StreamTimeouts(second, Duration.ZERO, second))
			.withMessage("'idle' is PT0S; it must be over zero");
	}

	@Test
	void endlessLimitsAreAllowed() {
		Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
		ChatChunk finish = new ChatChunk.Finish(FinishReason.STOP, "stop", 0);
		StepVerifier
			.create(this.guard.guard(Flux.just(TEXT, finish), new StreamTimeouts(endless, endless, endless),
					StreamGuardTests::failure))
			.expectNext(TEXT, finish)
			.expectComplete()
			.verify(SOON);
	}

	private StepVerifier.FirstStep<ChatChunk> verifier(UnaryOperator<Flux<ChatChunk>> downstream) {
		return StepVerifier
			.create(downstream.apply(this.guard.guard(this.source.flux(), TIMEOUTS, StreamGuardTests::failure)));
	}

	private void pass(long seconds) {
		this.scheduler.advanceTimeBy(Duration.ofSeconds(seconds));
	}

	private static ProviderException failure(ErrorType type) {
		return new ProviderException(type.code(), ErrorDetails.of(type));
	}

	private static Predicate<Throwable> isType(ErrorType type) {
		return (failure) -> failure instanceof LlmRouterException known && known.errorType() == type;
	}

	private final class VirtualTime implements TimeSource {

		@Override
		public long nanoTime() {
			return StreamGuardTests.this.scheduler.now(TimeUnit.NANOSECONDS);
		}

		@Override
		public Instant now() {
			return Instant.ofEpochSecond(0, nanoTime());
		}

	}

}
