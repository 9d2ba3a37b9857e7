package io.llmrouter.stats;

import java.util.List;
import java.util.Random;

import io.llmrouter.call.ChatCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ComparisonStrataTests {

	private final ComparisonStatistics statistics = new ComparisonStatistics(new TestTimeSource());

	private final Random random = new Random(3);

	@ParameterizedTest
	@CsvSource({ "0, up-to-1k", "1000, up-to-1k", "1001, up-to-10k", "10000, up-to-10k", "10001, over-10k",
			"2000000, over-10k", "-1, unknown" })
	void promptsAreToldApartBySize(long tokens, String size) {
		end(TestCall.of("a", "m").lasting(300).using(tokens, 5).succeeded());
		assertThat(row("a").strata()).singleElement()
			.satisfies((stratum) -> assertThat(stratum.promptSize()).hasToString(size));
	}

	@Test
	void successesAreToldApartByStreamAndPromptSize() {
		TestCall call = TestCall.of("a", "m");
		end(call.lasting(100).succeeded(), call.lasting(400).succeeded(), call.lasting(50).using(10, 1).succeeded(),
				call.lasting(900).streaming(5, 5).using(20_000, 1).succeeded(), call.lasting(5).cancelled(),
				call.lasting(1).streaming(5, 5).using(20_000, 1).failed(ErrorType.TIMEOUT_IDLE));
		List<ProviderComparison.Stratum> strata = row("a").strata();
		assertThat(strata).extracting(ProviderComparison.Stratum::stream).containsExactly(false, false, true);
		assertThat(strata).extracting(ProviderComparison.Stratum::promptSize)
			.containsExactly(PromptSize.UNKNOWN, PromptSize.SMALL, PromptSize.LARGE);
		assertThat(strata).extracting(ProviderComparison.Stratum::succeeded).containsExactly(2L, 1L, 1L);
		assertThat(strata.get(0).typicalLatencyMillis()).isCloseTo(200, within(4.0));
		assertThat(strata.get(1).typicalLatencyMillis()).isCloseTo(50, within(1.0));
		assertThat(strata.get(2).typicalLatencyMillis()).isCloseTo(900, within(18.0));
	}

	@Test
	void typicalLatencyLiesBetweenTheExtremes() {
		end(TestCall.of("a", "m").lasting(100).succeeded());
		assertThat(row("a").strata().get(0).typicalLatencyMillis()).isEqualTo(100);
		end(TestCall.of("b", "m").lasting(0).succeeded());
		assertThat(row("b").strata().get(0).typicalLatencyMillis()).isZero();
	}

	@Test
	void strataOfAllModelsAreAddedUp() {
		end(TestCall.of("a", "m").lasting(100).using(5, 5).succeeded(),
				TestCall.of("a", "n").lasting(100).using(5, 5).succeeded());
		assertThat(this.statistics.compare(Window.ALL).providers().get(0).strata()).singleElement()
			.satisfies((stratum) -> assertThat(stratum.succeeded()).isEqualTo(2));
	}

	@Test
	void providerThatIsOnlyGivenLongPromptsIsNotCalledSlow() {
		calls("spared", 200, 500, 1.1);
		calls("hard", 200, 50_000, 5);
		assertThat(row("hard").latencyMillis().p95()).isGreaterThan(3 * row("spared").latencyMillis().p95());
		assertThat(row("hard").adjustedP95Millis()).isCloseTo(row("spared").adjustedP95Millis(), within(400.0));
		assertThat(row("hard").verdict()).isEqualTo(Verdict.TIED);
		assertThat(row("spared").verdict()).isEqualTo(Verdict.TIED);
	}

	@Test
	void providerThatIsFasterRanksFirstThoughItIsGivenTheLongPrompts() {
		calls("fast", 180, 50_000, 5);
		calls("fast", 20, 500, 1);
		calls("slow", 5, 50_000, 10);
		calls("slow", 195, 500, 2);
		assertThat(row("fast").latencyMillis().p95()).isGreaterThan(row("slow").latencyMillis().p95());
		assertThat(row("slow").adjustedP95Millis()).isGreaterThan(1.5 * row("fast").adjustedP95Millis());
		assertThat(names(Sort.RANK)).containsExactly("fast", "slow");
		assertThat(names(Sort.LATENCY)).containsExactly("fast", "slow");
		assertThat(row("fast").verdict()).isEqualTo(Verdict.RANKED);
	}

	@Test
	void latencyOfTheSameMixIsNotAdjusted() {
		for (String provider : List.of("a", "b")) {
			calls(provider, 100, 500, 1);
			calls(provider, 100, 50_000, 4);
		}
		assertThat(row("a").adjustedP95Millis()).isEqualTo(row("a").latencyMillis().p95());
		assertThat(row("b").adjustedP95Millis()).isEqualTo(row("b").latencyMillis().p95());
	}

	@Test
	void withoutSuccessNothingIsAdjusted() {
		end(TestCall.of("a", "m").failed(ErrorType.OVERLOADED));
		assertThat(row("a").adjustedP95Millis()).isNull();
		assertThat(row("a").strata()).isEmpty();
	}

	// Lognormal around 500 ms times a factor.
	private void calls(String provider, int calls, long promptTokens, double factor) {
		for (int call = 0; call < calls; call++) {
			long millis = Math.round(500 * factor * Math.exp(0.3 * this.random.nextGaussian()));
			end(TestCall.of(provider, "m").lasting(millis).streaming(5, 5).using(promptTokens, 50).succeeded());
		}
	}

	private List<String> names(Sort sort) {
		return this.statistics.compare(ComparisonQuery.of(Window.ALL).withSort(sort))
			.ranking()
			.stream()
			.map(ProviderComparison::provider)
			.toList();
	}

	private ProviderComparison row(String provider) {
		return this.statistics.compare(ComparisonQuery.of(Window.ALL).withProvider(provider)).ranking().get(0);
	}

	private void end(ChatCall... calls) {
		for (ChatCall call : calls) {
			this.statistics.callEnded(call);
		}
	}

}
