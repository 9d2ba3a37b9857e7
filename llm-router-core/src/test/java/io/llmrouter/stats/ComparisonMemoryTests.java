package io.llmrouter.stats;

import java.time.Duration;
import java.util.List;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

import static org.assertj.core.api.Assertions.assertThat;

class ComparisonMemoryTests {

	private static final long LIMIT = 128 * 1024;

	private final TestTimeSource time = new TestTimeSource();

	private final Pair.Generation generation = new Pair.Generation(this.time, null);

	@Test
	void pairWithAllSlicesFitsAndNeverGrows() {
		Pair pair = new Pair("provider", "model");
		fillAllSlices(pair);
		long before = GraphLayout.parseInstance(pair).totalSize();
		assertThat(before).isBetween(100_000L, LIMIT);
		for (int call = 0; call < 1_000_000; call++) {
			if (call % 1_000 == 0) {
				this.time.advance(Duration.ofMillis(call % 7_000));
			}
			end(pair, call % 100_000);
		}
		assertThat(GraphLayout.parseInstance(pair).totalSize()).isEqualTo(before);
	}

	@Test
	void manyModelsShareOnePairBeyondTheLimit() {
		ComparisonStatistics statistics = new ComparisonStatistics(this.time);
		for (int model = 0; model < 10_000; model++) {
			TestCall call = TestCall.of("provider", "model-" + model);
			statistics.callStarted(call.start());
			statistics.callEnded(call.succeeded());
			statistics.callStarted(call.start());
			statistics.callEnded(call.succeeded());
		}
		ComparisonSnapshot snapshot = statistics.compare(Window.ALL);
		assertThat(snapshot.ranking()).hasSize(201);
		assertThat(snapshot.ranking()).allMatch((row) -> row.calls().active() == 0);
		List<ProviderComparison> other = statistics
			.compare(new ComparisonQuery(Window.ALL, "other", "other", Sort.RANK, null))
			.ranking();
		assertThat(other.get(0).calls().total()).isEqualTo(2 * 9_800);
		assertThat(
				statistics.compare(new ComparisonQuery(Window.ALL, "provider", "model-199", Sort.RANK, null)).ranking())
			.hasSize(1);
		assertThat(
				statistics.compare(new ComparisonQuery(Window.ALL, "provider", "model-200", Sort.RANK, null)).ranking())
			.isEmpty();
	}

	@Test
	void pairBeyondTheLimitEndsWhereItStarted() {
		ComparisonStatistics statistics = new ComparisonStatistics(this.time, 1);
		statistics.callStarted(TestCall.of("a", "first").start());
		statistics.callStarted(TestCall.of("a", "second").start());
		statistics.reset();
		assertThat(statistics.compare(Window.ALL).ranking())
			.extracting((row) -> row.provider() + "/" + row.model() + "=" + row.calls().active())
			.containsExactlyInAnyOrder("a/first=1", "other/other=1");
		statistics.callEnded(TestCall.of("a", "second").succeeded());
		statistics.callEnded(TestCall.of("a", "first").succeeded());
		assertThat(statistics.compare(Window.ALL).ranking()).hasSize(2)
			.allMatch((row) -> row.calls().active() == 0 && row.calls().total() == 1);
	}

	@Test
	void modelNamedOtherOfKnownProviderIsItsOwn() {
		ComparisonStatistics statistics = new ComparisonStatistics(this.time, 2);
		statistics.callEnded(TestCall.of("a", "other").succeeded());
		statistics.callEnded(TestCall.of("other", "other").succeeded());
		statistics.callEnded(TestCall.of("b", "m").succeeded());
		assertThat(statistics.compare(Window.ALL).ranking())
			.extracting((row) -> row.provider() + "/" + row.model() + "=" + row.calls().total())
			.containsExactly("a/other=1", "b/m=1", "other/other=1");
	}

	private void fillAllSlices(Pair pair) {
		for (int slice = 0; slice < 700; slice++) {
			this.time.advance(Duration.ofSeconds(6));
			end(pair, slice);
		}
	}

	private void end(Pair pair, int millis) {
		TestCall call = TestCall.of("provider", "model").lasting(millis).streaming(5, 10).using(9, 9);
		pair.started();
		pair.ended((millis % 10 != 0) ? call.succeeded() : call.failed(ErrorType.OTHER), 1_000, this.time.nanoTime(),
				this.generation);
	}

}
