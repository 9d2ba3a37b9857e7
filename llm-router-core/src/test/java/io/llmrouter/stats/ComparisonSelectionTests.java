package io.llmrouter.stats;

import java.math.BigDecimal;
import java.util.List;

import io.llmrouter.call.ChatCall;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ComparisonSelectionTests {

	private final ComparisonStatistics statistics = new ComparisonStatistics(new TestTimeSource(), 200, 1);

	@BeforeEach
	void record() {
		for (int index = 0; index < 10; index++) {
			end(TestCall.of("openai", "large").lasting(300).using(10, 5).succeeded());
		}
		end(TestCall.of("openai", "small").lasting(100).streaming(50, 40).using(2, 21).succeeded());
		end(TestCall.of("openai", "small").failed(ErrorType.RATE_LIMITED));
		end(TestCall.of("azure", "large").lasting(200).succeeded());
		end(TestCall.of("azure", "large").lasting(200).succeeded());
	}

	@Test
	void withoutFilterAllRowsAreShown() {
		assertThat(rows(null, null)).containsExactly("openai/large", "azure/large", "openai/small");
	}

	@Test
	void providerSelectsRows() {
		assertThat(rows("openai", null)).containsExactly("openai/large", "openai/small");
		assertThat(providers("openai", null)).containsExactly("openai");
	}

	@Test
	void modelSelectsRows() {
		assertThat(rows(null, "large")).containsExactly("openai/large", "azure/large");
		assertThat(rows(null, "small")).containsExactly("openai/small");
		assertThat(providers(null, "small")).containsExactly("openai");
	}

	@Test
	void providerAndModelSelectOneRow() {
		assertThat(rows("azure", "large")).containsExactly("azure/large");
		assertThat(rows("azure", "small")).isEmpty();
		assertThat(providers("azure", "small")).isEmpty();
	}

	@Test
	void unknownNamesSelectNothing() {
		assertThat(rows("nobody", null)).isEmpty();
		assertThat(rows(null, "nothing")).isEmpty();
		assertThat(providers("nobody", null)).isEmpty();
	}

	@Test
	void filterChangesNeitherRankNorFigures() {
		ProviderComparison all = this.statistics.compare(Window.ALL).ranking().get(2);
		ComparisonSnapshot selected = this.statistics
			.compare(new ComparisonQuery(Window.ALL, "openai", "small", Sort.RANK, null));
		assertThat(selected.ranking()).containsExactly(all);
		assertThat(all.rank()).isEqualTo(3);
		assertThat(selected.providers().get(0).calls().total()).isEqualTo(12);
	}

	@Test
	void modelsOfOneProviderAreRolledUp() {
		ProviderComparison row = this.statistics
			.compare(new ComparisonQuery(Window.ALL, "openai", null, Sort.RANK, null))
			.providers()
			.get(0);
		assertThat(row.model()).isNull();
		assertThat(row.calls()).isEqualTo(new ProviderComparison.Calls(12, 11, 1, 0, 0));
		assertThat(row.successRate()).isEqualTo(11 / 12.0);
		assertThat(row.latencyMillis().min()).isEqualTo(100);
		assertThat(row.latencyMillis().average()).isEqualTo(281.818);
		assertThat(row.latencyMillis().p50()).isCloseTo(300, within(6.0));
		assertThat(row.tokens()).isEqualTo(new ProviderComparison.Tokens(102L, 71L, 173L, 102 / 11.0, 71 / 11.0, 11));
		assertThat(row.timeToFirstTokenMillis().max()).isEqualTo(50);
		assertThat(row.outputTokensPerSecond()).isEqualTo(500);
		assertThat(row.errors()).containsEntry("rate_limited", 1L);
	}

	@Test
	void percentilesOfRollUpComeFromAllCallsTogether() {
		for (int index = 0; index < 89; index++) {
			end(TestCall.of("mixed", "fast").lasting(10).succeeded());
		}
		for (int index = 0; index < 11; index++) {
			end(TestCall.of("mixed", "slow").lasting(1_000).succeeded());
		}
		ProviderComparison row = this.statistics
			.compare(new ComparisonQuery(Window.ALL, "mixed", null, Sort.RANK, null))
			.providers()
			.get(0);
		assertThat(row.latencyMillis().p50()).isCloseTo(10, within(0.2));
		assertThat(row.latencyMillis().p95()).isCloseTo(1_000, within(20.0));
	}

	@Test
	void rowsAreSortedAsAsked() {
		assertThat(sorted(Sort.SUCCESS)).containsExactly("openai/large", "azure/large", "openai/small");
		assertThat(sorted(Sort.FIRST_TOKEN)).containsExactly("openai/small", "openai/large", "azure/large");
		assertThat(sorted(Sort.THROUGHPUT)).containsExactly("openai/small", "openai/large", "azure/large");
		assertThat(sorted(Sort.NAME)).containsExactly("azure/large", "openai/large", "openai/small");
	}

	@Test
	void latencyIsSortedLowestFirst() {
		end(TestCall.of("a", "slow").lasting(900).using(10, 5).succeeded());
		end(TestCall.of("b", "fast").lasting(100).using(10, 5).succeeded());
		assertThat(sorted(Sort.LATENCY)).containsSubsequence("b/fast", "openai/large", "a/slow");
	}

	@Test
	void costIsSortedLowestFirst() {
		end(TestCall.of("a", "dear").using(reported("0.5")).succeeded());
		end(TestCall.of("b", "cheap").using(reported("0.05")).succeeded());
		assertThat(sorted(Sort.COST)).startsWith("b/cheap", "a/dear");
	}

	private static TokenUsage reported(String usd) {
		return new TokenUsage(1L, 1L, null, null, null, false, new BigDecimal(usd));
	}

	@Test
	void throughputIsSortedHighestFirst() {
		end(TestCall.of("slow", "model").lasting(10_000).using(1, 1).succeeded());
		assertThat(sorted(Sort.THROUGHPUT)).containsExactly("openai/small", "openai/large", "slow/model",
				"azure/large");
	}

	private List<String> rows(@Nullable String provider, @Nullable String model) {
		return names(this.statistics.compare(new ComparisonQuery(Window.ALL, provider, model, Sort.RANK, null)));
	}

	private List<String> sorted(Sort sort) {
		return names(this.statistics.compare(new ComparisonQuery(Window.ALL, null, null, sort, null)));
	}

	private List<String> providers(@Nullable String provider, @Nullable String model) {
		ComparisonSnapshot snapshot = this.statistics
			.compare(new ComparisonQuery(Window.ALL, provider, model, Sort.RANK, null));
		return snapshot.providers().stream().map(ProviderComparison::provider).toList();
	}

	private void end(ChatCall call) {
		this.statistics.callStarted(call.start());
		this.statistics.callEnded(call);
	}

	private static List<String> names(ComparisonSnapshot snapshot) {
		return snapshot.ranking().stream().map((row) -> row.provider() + "/" + row.model()).toList();
	}

}
