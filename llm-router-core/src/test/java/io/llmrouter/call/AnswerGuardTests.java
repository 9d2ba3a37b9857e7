package io.llmrouter.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerGuardTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final List<Disposable> timers = new ArrayList<>();

	private final Scheduler recording = new RecordingScheduler();

	private final TestPublisher<String> source = TestPublisher
		.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);

	private final List<String> events = new ArrayList<>();

	private Mono<String> guarded(Duration limit) {
		Mono<String> answer = this.source.mono().doOnCancel(() -> this.events.add("cancelled"));
		return AnswerGuard.guard(answer, limit, this.recording, () -> {
			this.events.add("failure made");
			return new ProviderException("late", ErrorDetails.of(ErrorType.DEADLINE_EXCEEDED));
		});
	}

	@Test
	void answerInTimeGoesOnAndLeavesNoTimer() {
		StepVerifier.create(guarded(LIMIT))
			.then(() -> pass(59))
			.then(() -> this.source.emit("a"))
			.expectNext("a")
			.expectComplete()
			.verify(SOON);
		pass(120);
		assertThat(this.events).isEmpty();
		assertThat(this.timers).allMatch(Disposable::isDisposed);
	}

	@Test
	void silentSourceIsCancelledAfterTheFailureIsMade() {
		StepVerifier.create(guarded(LIMIT))
			.then(() -> pass(61))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.DEADLINE_EXCEEDED)
			.verify(SOON);
		assertThat(this.events).containsExactly("failure made", "cancelled");
	}

	@Test
	void whatComesAfterTheLimitIsDropped() {
		StepVerifier.create(guarded(LIMIT))
			.then(() -> pass(61))
			.then(() -> this.source.next("late"))
			.then(() -> this.source.error(new IllegalStateException("late")))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.DEADLINE_EXCEEDED)
			.verify(SOON);
	}

	@Test
	void failureAndEmptinessGoOn() {
		StepVerifier.create(guarded(LIMIT))
			.then(() -> this.source.error(new IllegalStateException("broken")))
			.expectErrorMessage("broken")
			.verify(SOON);
		StepVerifier.create(AnswerGuard.guard(Mono.empty(), LIMIT, this.recording, AnswerGuardTests::late))
			.expectComplete()
			.verify(SOON);
		pass(120);
		assertThat(this.events).isEmpty();
		assertThat(this.timers).allMatch(Disposable::isDisposed);
	}

	@Test
	void callerWhoLeavesTakesSourceAndTimerAlong() {
		StepVerifier.create(guarded(LIMIT)).then(() -> pass(1)).thenCancel().verify(SOON);
		pass(120);
		assertThat(this.events).containsExactly("cancelled");
		assertThat(this.timers).allMatch(Disposable::isDisposed);
	}

	@Test
	void answerThatIsThereAtOnceSetsNoTimer() {
		StepVerifier.create(AnswerGuard.guard(Mono.just("a"), LIMIT, this.recording, AnswerGuardTests::late))
			.expectNext("a")
			.expectComplete()
			.verify(SOON);
		assertThat(this.timers).isEmpty();
	}

	@Test
	void limitWithoutMeasureIsALongOne() {
		StepVerifier.create(guarded(Duration.ofSeconds(Long.MAX_VALUE)))
			.then(() -> pass(3600))
			.then(() -> this.source.emit("a"))
			.expectNext("a")
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void contextOfTheCallerReachesTheSource() {
		Mono<String> answer = Mono.deferContextual((context) -> Mono.just(context.get("key")));
		StepVerifier
			.create(AnswerGuard.guard(answer, LIMIT, this.recording, AnswerGuardTests::late)
				.contextWrite(Context.of("key", "value")))
			.expectNext("value")
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void schedulerThatIsClosedEndsTheCall() {
		Scheduler closed = Schedulers.newSingle("closed", true);
		closed.dispose();
		Mono<String> answer = this.source.mono().doOnCancel(() -> this.events.add("cancelled"));
		StepVerifier.create(AnswerGuard.guard(answer, LIMIT, closed, AnswerGuardTests::late))
			.expectError(RejectedExecutionException.class)
			.verify(SOON);
		assertThat(this.events).containsExactly("cancelled");
	}

	private static ProviderException late() {
		return new ProviderException("late", ErrorDetails.of(ErrorType.DEADLINE_EXCEEDED));
	}

	private void pass(long seconds) {
		this.scheduler.advanceTimeBy(Duration.ofSeconds(seconds));
	}

	/**
	 * Scheduler that keeps what it was given, to see what is left.
	 */
	private final class RecordingScheduler implements Scheduler {

		@Override
		public Disposable schedule(Runnable task) {
			return AnswerGuardTests.this.scheduler.schedule(task);
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			Disposable timer = AnswerGuardTests.this.scheduler.schedule(task, delay, unit);
			AnswerGuardTests.this.timers.add(timer);
			return timer;
		}

		@Override
		public Worker createWorker() {
			return AnswerGuardTests.this.scheduler.createWorker();
		}

	}

}
