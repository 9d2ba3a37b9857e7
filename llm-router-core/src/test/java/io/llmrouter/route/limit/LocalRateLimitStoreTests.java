package io.llmrouter.route.limit;

import java.time.Duration;
import java.time.Instant;

import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LocalRateLimitStoreTests {

	private final TestTimeSource time = new TestTimeSource(Long.MAX_VALUE - 7, Instant.parse("2026-01-01T00:00:00Z"));

	private final LocalRateLimitStore store = new LocalRateLimitStore(this.time);

	private final RateBucket bucket = this.store.bucket("alpha/requests", 60);

	@Test
	void minutesAllowanceIsThereAtOnceAndNoMore() {
		assertThat(this.bucket.nanosUntil(60)).isZero();
		assertThat(this.bucket.tryTake(60)).isTrue();
		assertThat(this.bucket.tryTake(1)).isFalse();
	}

	@Test
	void bucketFillsUpContinuously() {
		this.bucket.tryTake(60);
		assertThat(this.bucket.nanosUntil(1)).isEqualTo(Duration.ofSeconds(1).toNanos());
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.bucket.tryTake(1)).isTrue();
		assertThat(this.bucket.tryTake(1)).isFalse();
		this.time.advance(Duration.ofHours(1));
		assertThat(this.bucket.tryTake(60)).isTrue();
		assertThat(this.bucket.tryTake(1)).isFalse();
	}

	@Test
	void underestimateIsPaidLater() {
		this.bucket.tryTake(50);
		this.bucket.settle(30);
		this.time.advance(Duration.ofSeconds(20));
		assertThat(this.bucket.tryTake(1)).isFalse();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.bucket.tryTake(1)).isTrue();
	}

	@Test
	void overestimateIsGivenBackButNeverBeyondTheAllowance() {
		this.bucket.tryTake(50);
		this.bucket.settle(-20);
		assertThat(this.bucket.tryTake(30)).isTrue();
		assertThat(this.bucket.tryTake(1)).isFalse();
		this.bucket.settle(-1_000);
		assertThat(this.bucket.tryTake(60)).isTrue();
		assertThat(this.bucket.tryTake(1)).isFalse();
	}

	@Test
	void lessThanOursIsBelievedMoreIsNot() {
		this.bucket.atMost(10);
		assertThat(this.bucket.tryTake(11)).isFalse();
		this.bucket.atMost(60);
		assertThat(this.bucket.tryTake(11)).isFalse();
		assertThat(this.bucket.tryTake(10)).isTrue();
		this.bucket.atMost(0);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.bucket.tryTake(1)).as("no debt from what others took").isTrue();
	}

	@Test
	void keyHasOneBucket() {
		this.store.bucket("alpha/requests", 60).tryTake(60);
		assertThat(this.bucket.tryTake(1)).isFalse();
		assertThat(this.store.bucket("beta/requests", 60).tryTake(1)).isTrue();
	}

}
