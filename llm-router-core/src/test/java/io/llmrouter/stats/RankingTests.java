package io.llmrouter.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RankingTests {

	private static final int MINIMUM_SAMPLES = 20;

	private final Ranking ranking = new Ranking(MINIMUM_SAMPLES);

	@Test
	void higherSuccessRateRanksFirst() {
		assertThat(rank(row("a", 900, 100, 10.0), row("b", 990, 10, 5_000.0))).containsExactly("b", "a");
	}

	@Test
	void latencyDecidesBetweenEqualSuccess() {
		assertThat(rank(row("a", 100, 0, 300.0), row("b", 100, 0, 200.0), row("c", 100, 0, 250.0))).containsExactly("b",
				"c", "a");
	}

	@Test
	void oneOfOneDoesNotBeatAlmostAllOfMany() {
		Ranking trusting = new Ranking(1);
		assertThat(names(trusting.rank(List.of(row("one", 1, 0, 1.0), row("many", 9_999, 1, 900.0)))))
			.containsExactly("many", "one");
	}

	@Test
	void fastFailuresEarnNothing() {
		assertThat(rank(row("failing", 50, 50, 1.0), row("slow", 100, 0, 9_000.0))).containsExactly("slow", "failing");
	}

	@Test
	void noLatencyRanksAfterAnyLatency() {
		assertThat(rank(row("unknown", 0, 100, null), row("known", 0, 100, 9_000.0))).containsExactly("known",
				"unknown");
	}

	@Test
	void zeroLatencyIsTheBest() {
		assertThat(rank(row("a", 100, 0, 1.0), row("zero", 100, 0, 0.0))).containsExactly("zero", "a");
	}

	@Test
	void equalRowsStandByProviderThenModel() {
		List<ProviderComparison> rows = new ArrayList<>(
				List.of(row("a", "y", 0), row("b", "x", 0), row("a", "z", 0), row("b", "a", 0), row("a", "x", 0)));
		for (int seed = 0; seed < 10; seed++) {
			Collections.shuffle(rows, new Random(seed));
			assertThat(this.ranking.rank(rows)).extracting((row) -> row.provider() + row.model())
				.containsExactly("ax", "ay", "az", "ba", "bx");
		}
	}

	@Test
	void fewSamplesRankAfterEnough() {
		List<ProviderComparison> ranked = this.ranking
			.rank(List.of(row("few", MINIMUM_SAMPLES - 1, 0, 1.0), row("enough", 1, MINIMUM_SAMPLES - 1, 900.0)));
		assertThat(names(ranked)).containsExactly("enough", "few");
		assertThat(ranked).extracting(ProviderComparison::verdict)
			.containsExactly(Verdict.RANKED, Verdict.INSUFFICIENT_SAMPLES);
	}

	@Test
	void cancelledCallsAreNoSamples() {
		List<ProviderComparison> ranked = this.ranking.rank(List.of(row("cancelled", "m", 10_000)));
		assertThat(ranked.get(0).verdict()).isEqualTo(Verdict.RANKED);
		ProviderComparison.Calls calls = new ProviderComparison.Calls(10_005, 5, 0, 10_000, 0);
		assertThat(this.ranking.rank(List.of(row("few", "m", calls, 1.0))).get(0).verdict())
			.isEqualTo(Verdict.INSUFFICIENT_SAMPLES);
	}

	@Test
	void cancelledCallsAreNeutral() {
		assertThat(rank(row("a", "m", 10_000), row("b", "m", 0))).containsExactly("a", "b");
		assertThat(rank(row("a", "m", 0), row("b", "m", 10_000))).containsExactly("a", "b");
	}

	@Test
	void ranksCountFromOne() {
		List<ProviderComparison> ranked = this.ranking
			.rank(List.of(row("a", 100, 9, 1.0), row("b", 100, 0, 1.0), row("c", 1, 0, 1.0)));
		assertThat(names(ranked)).containsExactly("b", "a", "c");
		assertThat(ranked).extracting(ProviderComparison::rank).containsExactly(1, 2, 3);
	}

	@Test
	void rowsWithoutAnySampleComeLast() {
		ProviderComparison.Calls calls = new ProviderComparison.Calls(3, 0, 0, 3, 0);
		assertThat(rank(row("a", "m", calls, null), row("z", 0, 1, null))).containsExactly("z", "a");
	}

	private List<String> rank(ProviderComparison... rows) {
		return names(this.ranking.rank(List.of(rows)));
	}

	private static List<String> names(List<ProviderComparison> rows) {
		return rows.stream().map(ProviderComparison::provider).toList();
	}

	private static ProviderComparison row(String provider, long succeeded, long failed, @Nullable Double p95) {
		return row(provider, "m", new ProviderComparison.Calls(succeeded + failed, succeeded, failed, 0, 0), p95);
	}

	private static ProviderComparison row(String provider, String model, long cancelled) {
		return row(provider, model, new ProviderComparison.Calls(100 + cancelled, 100, 0, cancelled, 0), 200.0);
	}

	private static ProviderComparison row(String provider, String model, ProviderComparison.Calls calls,
			@Nullable Double p95) {
		WilsonInterval interval = WilsonInterval.of(calls.succeeded(), calls.failed());
		List<Double> bounds = (interval != null) ? List.of(interval.lower(), interval.upper()) : null;
		ProviderComparison.Latency latency = (p95 != null) ? new ProviderComparison.Latency(0, p95, p95, p95, p95, p95)
				: null;
		return new ProviderComparison(0, provider, model, Verdict.RANKED, calls, null, bounds, latency, null, null,
				new ProviderComparison.Tokens(null, null, null, null, null, 0),
				new ProviderComparison.Cost(null, null, null, 0), Map.of(), null, null);
	}

}
