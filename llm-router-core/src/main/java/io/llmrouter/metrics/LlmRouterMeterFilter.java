package io.llmrouter.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.llmrouter.call.Outcome;
import io.llmrouter.metrics.MeterNames.OpenTelemetry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import org.jspecify.annotations.Nullable;

/**
 * Meter filter that gives the router's timers histogram buckets that fit language models,
 * the meters of the observation the description that an observation handler cannot give,
 * and all of them the tags that are the same for every call.
 * <p>
 * The timers of calls have 12 buckets from 100 ms to 300 s, each about twice the one
 * before, as those that OpenTelemetry prescribes; the timer per output token has 8 from 5
 * ms to 1 s. That keeps a scrape of 200 pairs of provider and model under 2 MB. Calls
 * that did not succeed have the last bucket only: how long a failure took is no latency.
 * Meters that OpenTelemetry names have the buckets that it prescribes. A timer for which
 * buckets or a percentile histogram are already configured, or a percentile histogram is
 * switched off, is left as it is; so this filter comes after those that carry the user's
 * configuration. Stateless.
 *
 * @since 0.1.0
 */
public final class LlmRouterMeterFilter implements MeterFilter {

	private static final String ACTIVE = ".active";

	private static final String CALLS = "Calls of providers";

	private static final String IN_FLIGHT = "Calls of providers in flight";

	// The objectives of the alert rules, 5 s and 30 s, are among them: between two bounds
	// a
	// percentile is a guess.
	private static final DistributionStatisticConfig CALL_BUCKETS = buckets(100, 250, 500, 1_000, 2_500, 5_000, 10_000,
			20_000, 30_000, 60_000, 120_000, 300_000);

	// Prometheus wants buckets in all timers of one name or in none.
	private static final DistributionStatisticConfig FAILED_CALL_BUCKETS = buckets(300_000);

	private static final DistributionStatisticConfig TOKEN_BUCKETS = buckets(5, 10, 20, 40, 80, 160, 320, 1_000);

	private static final DistributionStatisticConfig OVERHEAD_BUCKETS = DistributionStatisticConfig.builder()
		.serviceLevelObjectives(1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8)
		.build();

	private static final DistributionStatisticConfig GEN_AI_BUCKETS = buckets(10, 20, 40, 80, 160, 320, 640, 1_280,
			2_560, 5_120, 10_240, 20_480, 40_960, 81_920);

	private static final DistributionStatisticConfig GEN_AI_TOKENS = DistributionStatisticConfig.builder()
		.serviceLevelObjectives(IntStream.range(0, 14).mapToDouble((power) -> 1L << (2 * power)).toArray())
		.build();

	private static final Map<String, DistributionStatisticConfig> BUCKETS = Map.of(MeterNames.ATTEMPT, CALL_BUCKETS,
			MeterNames.EMBEDDINGS, CALL_BUCKETS, MeterNames.REQUEST, CALL_BUCKETS, MeterNames.TIME_TO_FIRST_TOKEN,
			CALL_BUCKETS, MeterNames.TIME_PER_OUTPUT_TOKEN, TOKEN_BUCKETS, MeterNames.OVERHEAD, OVERHEAD_BUCKETS);

	private static final Map<String, DistributionStatisticConfig> GEN_AI = Map.of(OpenTelemetry.OPERATION_DURATION,
			GEN_AI_BUCKETS, OpenTelemetry.INFERENCE_DURATION, GEN_AI_BUCKETS, OpenTelemetry.OPERATION_FIRST_CHUNK,
			GEN_AI_BUCKETS, OpenTelemetry.INFERENCE_FIRST_CHUNK, GEN_AI_BUCKETS, OpenTelemetry.TOKEN_USAGE,
			GEN_AI_TOKENS, OpenTelemetry.CALL_INPUT_TOKENS, GEN_AI_TOKENS, OpenTelemetry.CALL_OUTPUT_TOKENS,
			GEN_AI_TOKENS);

	private static final Set<String> GEN_AI_OTHERS = Set.of(OpenTelemetry.OPERATION_DURATION + ACTIVE,
			OpenTelemetry.INFERENCE_DURATION + ACTIVE, OpenTelemetry.INPUT_TOKENS, OpenTelemetry.OUTPUT_TOKENS,
			OpenTelemetry.CACHE_READ_TOKENS, OpenTelemetry.CACHE_WRITE_TOKENS, OpenTelemetry.REASONING_TOKENS);

	private static final Map<String, String> DESCRIPTIONS = Map.of(MeterNames.ATTEMPT, CALLS, MeterNames.ATTEMPT_ACTIVE,
			IN_FLIGHT, MeterNames.EMBEDDINGS, "Calls for embeddings", MeterNames.EMBEDDINGS_ACTIVE,
			"Calls for embeddings in flight", OpenTelemetry.OPERATION_DURATION, CALLS,
			OpenTelemetry.OPERATION_DURATION + ACTIVE, IN_FLIGHT, OpenTelemetry.INFERENCE_DURATION, CALLS,
			OpenTelemetry.INFERENCE_DURATION + ACTIVE, IN_FLIGHT);

	private final Tags tags;

	private final boolean openTelemetry;

	/**
	 * Create a filter for the router's own names.
	 */
	public LlmRouterMeterFilter() {
		this(Map.of(), false);
	}

	/**
	 * Create a filter.
	 * @param tags tags that all meters of the router get, such as the region it runs in;
	 * a meter that has such a tag keeps its own
	 * @param openTelemetry whether the meters that OpenTelemetry names are the router's
	 * too
	 */
	public LlmRouterMeterFilter(Map<String, String> tags, boolean openTelemetry) {
		this.tags = Tags.of(tags.entrySet().stream().map((tag) -> Tag.of(tag.getKey(), tag.getValue())).toList());
		this.openTelemetry = openTelemetry;
	}

	@Override
	public Meter.Id map(Meter.Id id) {
		if (!isOurs(id.getName())) {
			return id;
		}
		String description = (id.getDescription() != null) ? id.getDescription() : DESCRIPTIONS.get(id.getName());
		return new Meter.Id(id.getName(), this.tags.and(id.getTagsAsIterable()), id.getBaseUnit(), description,
				id.getType());
	}

	private boolean isOurs(String name) {
		return name.startsWith(MeterNames.PREFIX)
				|| this.openTelemetry && (GEN_AI.containsKey(name) || GEN_AI_OTHERS.contains(name));
	}

	@Override
	public @Nullable DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
		DistributionStatisticConfig buckets = bucketsOf(id);
		boolean decided = config.isPercentileHistogram() != null || config.getServiceLevelObjectiveBoundaries() != null;
		return (buckets == null || decided) ? config : config.merge(buckets);
	}

	private @Nullable DistributionStatisticConfig bucketsOf(Meter.Id id) {
		DistributionStatisticConfig buckets = BUCKETS.get(id.getName());
		if (buckets == null) {
			return this.openTelemetry ? GEN_AI.get(id.getName()) : null;
		}
		String outcome = id.getTag(MeterNames.OUTCOME);
		boolean failed = outcome != null && !outcome.equals(Outcome.SUCCESS.code());
		return failed ? FAILED_CALL_BUCKETS : buckets;
	}

	private static DistributionStatisticConfig buckets(long... millis) {
		double[] nanos = LongStream.of(millis).mapToDouble((bound) -> Duration.ofMillis(bound).toNanos()).toArray();
		return DistributionStatisticConfig.builder().serviceLevelObjectives(nanos).build();
	}

}
