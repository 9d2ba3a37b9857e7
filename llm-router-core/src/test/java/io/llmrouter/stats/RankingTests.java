package io.llmrouter.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.llmrouter.stats.estimate.LatencyBuckets;
import io.llmrouter.stats.estimate.LatencySample;
import io.llmrouter.stats.estimate.WilsonInterval;
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
		List<Ranking.Entry> rows = new ArrayList<>(
				List.of(row("a", "y", 0), row("b", "x", 0), row("a", "z", 0), row("b", "a", 0), row("a", "x", 0)));
		for (int seed = 0; seed < 10; seed++) {
			Collections.shuffle(rows, new Random(seed));
			assertThat(this.ranking.rank(rows)).extracting((row) -> row.provider() + row.model())
				.containsExactly("ax", "ay", "az", "ba", "bx");
		}
	}

	@Test
	void fewSamplesRankAfterEnough() {
		List<ProviderComparison> ranked = ranked(row("few", MINIMUM_SAMPLES - 1, 0, 1.0),
				row("enough", 1, MINIMUM_SAMPLES - 1, 900.0));
		assertThat(names(ranked)).containsExactly("enough", "few");
		assertThat(ranked).extracting(ProviderComparison::verdict)
			.containsExactly(Verdict.RANKED, Verdict.INSUFFICIENT_SAMPLES);
	}

	@Test
	void cancelledCallsAreNoSamples() {
		assertThat(ranked(row("cancelled", "m", 10_000)).get(0).verdict()).isEqualTo(Verdict.RANKED);
		ProviderComparison.Calls calls = new ProviderComparison.Calls(10_005, 5, 0, 10_000, 0);
		assertThat(ranked(row("few", "m", calls, 1.0)).get(0).verdict()).isEqualTo(Verdict.INSUFFICIENT_SAMPLES);
	}

	@Test
	void cancelledCallsAreNeutral() {
		assertThat(rank(row("a", "m", 10_000), row("b", "m", 0))).containsExactly("a", "b");
		assertThat(rank(row("a", "m", 0), row("b", "m", 10_000))).containsExactly("a", "b");
	}

	@Test
	void ranksCountFromOne() {
		List<ProviderComparison> ranked = ranked(row("a", 100, 9, 1.0), row("b", 100, 0, 1.0), row("c", 1, 0, 1.0));
		assertThat(names(ranked)).containsExactly("b", "a", "c");
		assertThat(ranked).extracting(ProviderComparison::rank).containsExactly(1, 2, 3);
	}

	@Test
	void rowsWithoutAnySampleComeLast() {
		ProviderComparison.Calls calls = new ProviderComparison.Calls(3, 0, 0, 3, 0);
		assertThat(rank(row("a", "m", calls, null), row("z", 0, 1, null))).containsExactly("z", "a");
	}

	@Test
	void rowsOfOverlappingSuccessAndLikeLatencyAreTied() {
		List<ProviderComparison> ranked = ranked(row("a", 100, 1, 300.0), row("b", 200, 0, 300.0));
		assertThat(names(ranked)).containsExactly("b", "a");
		assertThat(ranked).extracting(ProviderComparison::verdict).containsOnly(Verdict.TIED);
	}

	@Test
	void rowsOfDifferentLatencyAreNotTied() {
		assertThat(ranked(row("a", 100, 0, 300.0), row("b", 100, 0, 400.0))).extracting(ProviderComparison::verdict)
			.containsOnly(Verdict.RANKED);
	}

	@Test
	void rowsOfDifferentSuccessAreNotTied() {
		assertThat(ranked(row("a", 1_000, 0, 300.0), row("b", 1_000, 40, 300.0)))
			.extracting(ProviderComparison::verdict)
			.containsOnly(Verdict.RANKED);
	}

	@Test
	void rowsOfWhichNoneSucceededAreTied() {
		assertThat(ranked(row("a", 0, 100, null), row("b", 0, 120, null))).extracting(ProviderComparison::verdict)
			.containsOnly(Verdict.TIED);
	}

	@Test
	void rowsAreTiedWithTheBestOfTheirGroup() {
		List<ProviderComparison> ranked = ranked(row("a", 100, 0, 300.0), row("b", 100, 0, 301.0),
				row("c", 100, 0, 500.0), row("d", 100, 0, 501.0), row("e", 100, 0, 900.0), row("f", 5, 0, 900.0));
		assertThat(names(ranked)).containsExactly("a", "b", "c", "d", "e", "f");
		assertThat(ranked).extracting(ProviderComparison::verdict)
			.containsExactly(Verdict.TIED, Verdict.TIED, Verdict.TIED, Verdict.TIED, Verdict.RANKED,
					Verdict.INSUFFICIENT_SAMPLES);
		assertThat(ranked.get(1).why()).startsWith("Tied with a/m: ");
		assertThat(ranked.get(3).why()).startsWith("Tied with c/m: ");
	}

	@Test
	void rowWithTooFewSamplesIsTiedWithNobody() {
		assertThat(ranked(row("a", 100, 0, 300.0), row("few", 19, 0, 300.0))).extracting(ProviderComparison::verdict)
			.containsExactly(Verdict.RANKED, Verdict.INSUFFICIENT_SAMPLES);
	}

	@Test
	void everyRowSaysWhyItStandsThere() {
		assertThat(ranked(row("best", 1_000, 0, 300.0), row("slower", 1_000, 0, 1_200.0),
				row("failing", 900, 100, 300.0), row("few", 1, 2, 300.0)))
			.extracting(ProviderComparison::why)
			.containsExactly(
					"First, before slower/m: it succeeds as surely and is faster: like for like,"
							+ " 95 % of its successes take up to 300 ms against 1,200 ms.",
					"Below best/m: it succeeds as surely and is slower: like for like,"
							+ " 95 % of its successes take up to 1,200 ms against 300 ms.",
					"Below slower/m: it succeeds less surely, at least 88.0 % of its calls against 99.6 %.",
					"Not ranked yet: of the 20 calls that a rank needs, 3 succeeded or failed.");
	}

	@Test
	void smallDifferencesOfSuccessAreToldWithMoreDecimals() {
		assertThat(ranked(row("a", 100_000, 3, 300.0), row("b", 100_000, 8, 900.0)).get(0).why())
			.isEqualTo("First, before b/m: it succeeds more surely, at least 99.99 % of its calls against 99.98 %.");
	}

	@Test
	void onlyRowSaysThatItIsAlone() {
		assertThat(ranked(row("a", 99, 1, 300.0), row("b", 1, 0, 300.0)).get(0).why())
			.isEqualTo("First, as the only one with enough calls: 99.00 % of 100 succeeded.");
	}

	@Test
	void tiedRowsSayWithWhomAndWhoIsFirst() {
		assertThat(ranked(row("a", 100, 0, 300.0), row("b", 100, 0, 300.0), row("c", 90, 0, 300.0)))
			.extracting(ProviderComparison::why)
			.containsExactly("Tied with b/m and 1 more, and first of them by name.",
					"Tied with a/m: their success intervals overlap,"
							+ " and their latencies do not differ significantly (p = 1.00).",
					"Tied with a/m: their success intervals overlap,"
							+ " and their latencies do not differ significantly (p = 1.00).");
		assertThat(ranked(row("a", 100, 0, 300.0), row("b", 90, 0, 300.0)).get(0).why())
			.isEqualTo("Tied with b/m, and first of them by success.");
	}

	private List<String> rank(Ranking.Entry... rows) {
		return names(ranked(rows));
	}

	private List<ProviderComparison> ranked(Ranking.Entry... rows) {
		return this.ranking.rank(List.of(rows));
	}

	private static List<String> names(List<ProviderComparison> rows) {
		return rows.stream().map(ProviderComparison::provider).toList();
	}

	private static Ranking.Entry row(String provider, long succeeded, long failed, @Nullable Double p95) {
		return row(provider, "m", new ProviderComparison.Calls(succeeded + failed, succeeded, failed, 0, 0), p95);
	}

	private static Ranking.Entry row(String provider, String model, long cancelled) {
		return row(provider, model, new ProviderComparison.Calls(100 + cancelled, 100, 0, cancelled, 0), 200.0);
	}

	private static Ranking.Entry row(String provider, String model, ProviderComparison.Calls calls,
			@Nullable Double p95) {
		WilsonInterval interval = WilsonInterval.of(calls.succeeded(), calls.failed());
		List<Double> bounds = (interval != null) ? List.of(interval.lower(), interval.upper()) : null;
		Double rate = (interval != null) ? (double) calls.succeeded() / (calls.succeeded() + calls.failed()) : null;
		ProviderComparison.Latency latency = (p95 != null) ? new ProviderComparison.Latency(0, p95, p95, p95, p95, p95)
				: null;
		ProviderComparison row = new ProviderComparison(0, provider, model, Verdict.RANKED, "", null, calls, rate,
				bounds, latency, null, List.of(), null, null,
				new ProviderComparison.Tokens(null, null, null, null, null, 0),
				new ProviderComparison.Cost(null, null, null, 0), Map.of(), null, null, null, false);
		return new Ranking.Entry(row, latencies((p95 != null) ? p95 : 0, (p95 != null) ? calls.succeeded() : 0));
	}

	// Around the given latency, in turns two buckets below and two above.
	private static LatencySample latencies(double millis, long calls) {
		long[] buckets = new long[LatencyBuckets.COUNT];
		long[] kinds = new long[LatencySample.KINDS * LatencySample.SUMS];
		int middle = LatencyBuckets.indexOf((long) (1_000 * millis));
		for (long call = 0; call < calls; call++) {
			int bucket = Math.max(middle + ((call % 2 == 0) ? 2 : -2), 0);
			buckets[bucket]++;
			kinds[LatencySample.SUMS]++;
			kinds[LatencySample.SUMS + 1] += bucket;
			kinds[LatencySample.SUMS + 2] += (long) bucket * bucket;
		}
		return new LatencySample(buckets, 0, kinds);
	}

}
