package io.llmrouter.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LlmRouterMeterFilterTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@ParameterizedTest
	@ValueSource(strings = { "llm.router.attempt", "llm.router.embeddings", "llm.router.request",
			"llm.router.time.to.first.token" })
	void timersOfCallsHaveBucketsFrom100MillisTo300Seconds(String name) {
		this.registry.config().meterFilter(new LlmRouterMeterFilter());
		assertThat(bucketSeconds(this.registry.timer(name))).hasSize(12)
			.startsWith(0.1, 0.25)
			.contains(5, 30)
			.endsWith(120, 300)
			.isSorted();
	}

	@ParameterizedTest
	@ValueSource(strings = { "error", "cancelled" })
	void timersOfCallsThatDidNotSucceedHaveTheLastBucketOnly(String outcome) {
		this.registry.config().meterFilter(new LlmRouterMeterFilter());
		assertThat(bucketSeconds(this.registry.timer("llm.router.attempt", "outcome", outcome))).containsExactly(300);
		assertThat(bucketSeconds(this.registry.timer("llm.router.attempt", "outcome", "success"))).hasSize(12);
	}

	@Test
	void timerPerOutputTokenHasBucketsFrom5MillisTo1Second() {
		this.registry.config().meterFilter(new LlmRouterMeterFilter());
		assertThat(bucketSeconds(this.registry.timer("llm.router.time.per.output.token"))).hasSize(8)
			.startsWith(0.005, 0.01)
			.endsWith(0.32, 1)
			.isSorted();
	}

	@Test
	void otherMetersHaveNoBuckets() {
		this.registry.config().meterFilter(new LlmRouterMeterFilter());
		LongTaskTimer active = LongTaskTimer.builder("llm.router.attempt.active").register(this.registry);
		assertThat(active.takeSnapshot().histogramCounts()).isEmpty();
		assertThat(bucketSeconds(this.registry.timer("llm.router.attempts"))).isEmpty();
	}

	@Test
	void bucketsOfTheUserStayBeforeAndAfter() {
		MeterFilter ofUser = filter(DistributionStatisticConfig.builder()
			.serviceLevelObjectives((double) Duration.ofSeconds(4).toNanos())
			.build());
		this.registry.config().meterFilter(ofUser).meterFilter(new LlmRouterMeterFilter());
		SimpleMeterRegistry reversed = new SimpleMeterRegistry();
		reversed.config().meterFilter(new LlmRouterMeterFilter()).meterFilter(ofUser);
		assertThat(bucketSeconds(this.registry.timer("llm.router.attempt"))).containsExactly(4);
		assertThat(bucketSeconds(reversed.timer("llm.router.attempt"))).containsExactly(4);
	}

	@Test
	void percentileHistogramSwitchedOffMeansNoBuckets() {
		this.registry.config()
			.meterFilter(filter(DistributionStatisticConfig.builder().percentilesHistogram(false).build()))
			.meterFilter(new LlmRouterMeterFilter());
		assertThat(bucketSeconds(this.registry.timer("llm.router.attempt"))).isEmpty();
	}

	@Test
	void metersOfTheObservationAreDescribed() {
		this.registry.config().meterFilter(new LlmRouterMeterFilter());
		assertThat(this.registry.timer("llm.router.attempt", "a", "b").getId().getDescription()).isNotBlank();
		assertThat(this.registry.timer("llm.router.attempt", "a", "b").getId().getTag("a")).isEqualTo("b");
		assertThat(this.registry.more().longTaskTimer("llm.router.attempt.active").getId().getDescription())
			.isNotBlank();
		assertThat(this.registry.timer("other").getId().getDescription()).isNull();
	}

	@Test
	void descriptionOfTheUserStays() {
		this.registry.config().meterFilter(new LlmRouterMeterFilter());
		Timer timer = Timer.builder("llm.router.attempt").description("mine").register(this.registry);
		assertThat(timer.getId().getDescription()).isEqualTo("mine");
	}

	@Test
	void tagsForAllMetersAreOnOursOnlyAndOverrideNothing() {
		this.registry.config().meterFilter(new LlmRouterMeterFilter(Map.of("region", "eu", "provider", "no"), false));
		assertThat(this.registry.counter("llm.router.cost", "provider", "openai").getId().getTags())
			.containsExactlyInAnyOrder(Tag.of("region", "eu"), Tag.of("provider", "openai"));
		assertThat(this.registry.counter("http.requests").getId().getTags()).isEmpty();
		assertThat(this.registry.counter("gen_ai.client.token.usage").getId().getTags()).isEmpty();
	}

	@Test
	void metersThatOpenTelemetryNamesAreOursWhereItIsChosen() {
		SimpleMeterRegistry openTelemetry = new SimpleMeterRegistry();
		openTelemetry.config().meterFilter(new LlmRouterMeterFilter(Map.of("region", "eu"), true));
		for (String name : List.of("gen_ai.client.inference.usage.input_tokens", "gen_ai.client.inference.duration")) {
			assertThat(openTelemetry.counter(name).getId().getTag("region")).isEqualTo("eu");
		}
		assertThat(bucketSeconds(openTelemetry.timer("gen_ai.client.operation.time_to_first_chunk"))).hasSize(14);
		assertThat(bucketSeconds(this.registry.timer("gen_ai.client.operation.time_to_first_chunk"))).isEmpty();
		assertThat(openTelemetry.counter("gen_ai.client.other").getId().getTags()).isEmpty();
	}

	private static MeterFilter filter(DistributionStatisticConfig ofUser) {
		return new MeterFilter() {

			@Override
			public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
				return ofUser.merge(config);
			}

		};
	}

	private static double[] bucketSeconds(Timer timer) {
		return Arrays.stream(timer.takeSnapshot().histogramCounts())
			.mapToDouble(CountAtBucket::bucket)
			.map((nanos) -> nanos / 1e9)
			.toArray();
	}

}
