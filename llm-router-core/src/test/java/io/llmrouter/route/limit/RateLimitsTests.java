package io.llmrouter.route.limit;

import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RateLimitsTests {

	private static final long MAX = RateLimits.MAX_PER_MINUTE;

	@Test
	void highestRateCanBeCounted() {
		RateLimits highest = new RateLimits(MAX, MAX, null, false);
		LocalRateLimitStore store = new LocalRateLimitStore(new TestTimeSource());
		assertThat(store.bucket("p", highest.tokensPerMinute()).tryTake(MAX)).isTrue();
	}

	@Test
	void higherRateIsRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RateLimits(MAX + 1, null, null, false))
			.withMessage("'requestsPerMinute' is 60000000001; it must be at most 60000000000");
		assertThatIllegalArgumentException().isThrownBy(() -> new RateLimits(null, MAX + 1, null, false))
			.withMessageContaining("'tokensPerMinute'");
	}

}
