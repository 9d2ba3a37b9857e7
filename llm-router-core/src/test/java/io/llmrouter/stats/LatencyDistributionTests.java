package io.llmrouter.stats;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LatencyDistributionTests {

	private static final ComparisonQuery EVERYTHING = ComparisonQuery.of(Window.ALL);

	private final TestTimeSource time = new TestTimeSource();

	private final ComparisonStatistics statistics = new ComparisonStatistics(this.time);

	private void succeed(String model, long micros) {
		this.statistics.callEnded(TestCall.of("a", model).lasting(Duration.ofNanos(micros * 1_000)).succeeded());
	}

	private List<LatencyDistribution.Bucket> buckets() {
		return this.statistics.distributions(EVERYTHING).get(0).buckets();
	}

	@Test
	void everySuccessLiesBelowTheBoundOfItsBucketAndAboveTheOneBefore() {
		Random random = new Random(7);
		for (int call = 0; call < 2_000; call++) {
			long micros = (long) (1_001 * Math.pow(500_000, random.nextDouble()));
			this.statistics.reset();
			succeed("m", micros);
			double bound = buckets().get(0).upToMillis();
			assertThat(micros / 1_000.0).isLessThanOrEqualTo(bound + 0.001)
				.isGreaterThanOrEqualTo(bound / 1.16 - 0.001);
		}
	}

	@Test
	void bucketsAddUpToAllSuccesses() {
		for (int call = 0; call < 1_000; call++) {
			succeed("m", call * call * call);
		}
		this.statistics.callEnded(TestCall.of("a", "m").failed(ErrorType.OVERLOADED));
		assertThat(buckets()).extracting(LatencyDistribution.Bucket::upToMillis).isSorted().doesNotHaveDuplicates();
		assertThat(buckets().stream().mapToLong(LatencyDistribution.Bucket::succeeded).sum()).isEqualTo(1_000);
	}

	@Test
	void shortestAndLongestHaveABucket() {
		succeed("m", 0);
		succeed("m", Duration.ofHours(1).toMillis() * 1_000);
		assertThat(buckets()).hasSize(2);
		assertThat(buckets().get(0).upToMillis()).isEqualTo(1);
		assertThat(buckets().get(1).upToMillis()).isCloseTo(600_000, within(100_000.0));
	}

	@Test
	void pairsAreSelectedAndThoseWithoutSuccessesLeftOut() {
		succeed("m", 1_000);
		succeed("n", 1_000);
		this.statistics.callEnded(TestCall.of("b", "m").failed(ErrorType.OVERLOADED));
		assertThat(this.statistics.distributions(EVERYTHING)).extracting(LatencyDistribution::model)
			.containsExactly("m", "n");
		assertThat(this.statistics.distributions(EVERYTHING.withModel("n"))).hasSize(1);
		assertThat(this.statistics.distributions(EVERYTHING.withProvider("b"))).isEmpty();
	}

	@Test
	void callsLeaveWithTheWindow() {
		succeed("m", 1_000);
		this.time.advance(Duration.ofMinutes(2));
		assertThat(this.statistics.distributions(ComparisonQuery.of(Window.ONE_MINUTE))).isEmpty();
		assertThat(this.statistics.distributions(ComparisonQuery.of(Window.FIVE_MINUTES))).hasSize(1);
	}

}
