package io.llmrouter.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import org.jspecify.annotations.Nullable;

/**
 * Meter filter that gives the router's timers histogram buckets that fit language models,
 * and the meters of the observation the description that an observation handler cannot
 * give.
 * <p>
 * The timers of calls have 23 buckets from 25 ms to 300 s, the timer per output token 16
 * from 1 ms to 2.5 s. A timer for which buckets or a percentile histogram are already
 * configured, or a percentile histogram is switched off, is left as it is; so this filter
 * comes after those that carry the user's configuration. Stateless.
 *
 * @since 0.1.0
 */
public final class LlmRouterMeterFilter implements MeterFilter {

	private static final DistributionStatisticConfig CALL_BUCKETS = buckets(25, 50, 100, 200, 300, 500, 750, 1_000,
			1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000, 90_000, 120_000, 180_000,
			300_000);

	private static final DistributionStatisticConfig TOKEN_BUCKETS = buckets(1, 2, 5, 10, 15, 20, 30, 50, 75, 100, 150,
			200, 300, 500, 1_000, 2_500);

	private static final DistributionStatisticConfig OVERHEAD_BUCKETS = DistributionStatisticConfig.builder()
		.serviceLevelObjectives(1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8)
		.build();

	private static final Map<String, DistributionStatisticConfig> BUCKETS = Map.of(MeterNames.ATTEMPT, CALL_BUCKETS,
			MeterNames.EMBEDDINGS, CALL_BUCKETS, MeterNames.REQUEST, CALL_BUCKETS, MeterNames.TIME_TO_FIRST_TOKEN,
			CALL_BUCKETS, MeterNames.TIME_PER_OUTPUT_TOKEN, TOKEN_BUCKETS, MeterNames.OVERHEAD, OVERHEAD_BUCKETS);

	private static final Map<String, String> DESCRIPTIONS = Map.of(MeterNames.ATTEMPT, "Calls of providers",
			MeterNames.ATTEMPT_ACTIVE, "Calls of providers in flight", MeterNames.EMBEDDINGS, "Calls for embeddings",
			MeterNames.EMBEDDINGS_ACTIVE, "Calls for embeddings in flight");

	@Override
	public Meter.Id map(Meter.Id id) {
		String description = DESCRIPTIONS.get(id.getName());
		if (description == null || id.getDescription() != null) {
			return id;
		}
		return new Meter.Id(id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), description, id.getType());
	}

	@Override
	public @Nullable DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
		DistributionStatisticConfig buckets = BUCKETS.get(id.getName());
		boolean decided = config.isPercentileHistogram() != null || config.getServiceLevelObjectiveBoundaries() != null;
		return (buckets == null || decided) ? config : config.merge(buckets);
	}

	private static DistributionStatisticConfig buckets(long... millis) {
		double[] nanos = LongStream.of(millis).mapToDouble((bound) -> Duration.ofMillis(bound).toNanos()).toArray();
		return DistributionStatisticConfig.builder().serviceLevelObjectives(nanos).build();
	}

}
