package io.llmrouter.call;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class CoarseSchedulerTests {

	private final VirtualTimeScheduler delegate = VirtualTimeScheduler.create();

	private final CoarseScheduler scheduler = new CoarseScheduler(this.delegate, new VirtualTime());

	private final AtomicInteger runs = new AtomicInteger();

	@Test
	void longDelayPassesNeverEarlyAndAtMostOneTickLate() {
		this.delegate.advanceTimeBy(Duration.ofMillis(7));
		schedule(60_000);
		pass(59_999);
		assertThat(this.runs).hasValue(0);
		pass(21);
		assertThat(this.runs).hasValue(1);
		pass(120_000);
		assertThat(this.runs).hasValue(1);
	}

	@Test
	void shortDelayIsExact() {
		schedule(250);
		pass(249);
		assertThat(this.runs).hasValue(0);
		pass(1);
		assertThat(this.runs).hasValue(1);
	}

	@Test
	void eachOfManyDelaysPassesAtItsTime() {
		schedule(3_000);
		schedule(1_000);
		schedule(2_000);
		pass(1_020);
		assertThat(this.runs).hasValue(1);
		pass(1_000);
		assertThat(this.runs).hasValue(2);
		pass(1_000);
		assertThat(this.runs).hasValue(3);
	}

	@Test
	void delaysThatPassAtOneInstantAreTheirOwn() {
		schedule(3_000).dispose();
		schedule(3_000);
		schedule(3_000);
		pass(3_020);
		assertThat(this.runs).hasValue(2);
	}

	@Test
	void cancelledDelayNeverPasses() {
		Disposable timer = schedule(5_000);
		timer.dispose();
		assertThat(timer.isDisposed()).isTrue();
		pass(10_000);
		assertThat(this.runs).hasValue(0);
	}

	@Test
	void manyDelaysTakeOneTaskOfTheDelegate() {
		for (int timer = 0; timer < 1_000; timer++) {
			schedule(60_000).dispose();
		}
		assertThat(this.delegate.getScheduledTaskCount()).isEqualTo(1);
	}

	@Test
	void looksStopWithTheLastDelayAndStartAgainWithTheNext() {
		schedule(5_000).dispose();
		pass(1_000);
		long looks = this.delegate.getScheduledTaskCount();
		pass(10_000);
		assertThat(this.delegate.getScheduledTaskCount()).isEqualTo(looks);
		schedule(5_000);
		pass(5_020);
		assertThat(this.runs).hasValue(1);
	}

	@Test
	void endlessDelayIsAllowed() {
		this.scheduler.schedule(this.runs::incrementAndGet, Long.MAX_VALUE, TimeUnit.SECONDS);
		pass(1_000_000);
		assertThat(this.runs).hasValue(0);
	}

	@Test
	void limitOfAPublisherHolds() {
		StepVerifier.create(Mono.never().timeout(Duration.ofSeconds(5), Mono.just("late"), this.scheduler))
			.then(() -> pass(5_020))
			.expectNext("late")
			.expectComplete()
			.verify(Duration.ofSeconds(5));
	}

	private Disposable schedule(long millis) {
		return this.scheduler.schedule(this.runs::incrementAndGet, millis, TimeUnit.MILLISECONDS);
	}

	@Test
	void everythingButALongDelayIsLeftToTheDelegate() {
		assertThat(this.scheduler.now(TimeUnit.NANOSECONDS)).isEqualTo(this.delegate.now(TimeUnit.NANOSECONDS));
		this.scheduler.schedule(this.runs::incrementAndGet);
		this.scheduler.createWorker().schedule(this.runs::incrementAndGet);
		Disposable periodic = this.scheduler.schedulePeriodically(this.runs::incrementAndGet, 10, 10,
				TimeUnit.MILLISECONDS);
		pass(25);
		periodic.dispose();
		assertThat(this.runs).hasValue(4);
		assertThat(this.scheduler.isDisposed()).isFalse();
		this.delegate.dispose();
		assertThat(this.scheduler.isDisposed()).isTrue();
	}

	private void pass(long millis) {
		this.delegate.advanceTimeBy(Duration.ofMillis(millis));
	}

	private final class VirtualTime implements TimeSource {

		@Override
		public long nanoTime() {
			return CoarseSchedulerTests.this.delegate.now(TimeUnit.NANOSECONDS);
		}

		@Override
		public Instant now() {
			return Instant.ofEpochSecond(0, nanoTime());
		}

	}

}
