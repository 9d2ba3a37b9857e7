package io.llmrouter.stats;

import java.math.BigDecimal;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LlmMetricsTests {

	private final ComparisonStatistics statistics = new ComparisonStatistics(new TestTimeSource());

	private final LlmMetrics metrics = new LlmMetrics(this.statistics);

	private static TokenUsage usage(String usd) {
		return new TokenUsage(10L, 7L, null, null, null, false, new BigDecimal(usd));
	}

	private void call(String model, String usd) {
		this.statistics.callEnded(TestCall.of("alpha", model).lasting(300).using(usage(usd)).succeeded());
	}

	@Test
	void figuresAreRoundedToWhatAReaderCanUse() {
		for (int i = 0; i < 2; i++) {
			call("m", "0.00000000049");
		}
		this.statistics.callEnded(TestCall.of("alpha", "m").failed(ErrorType.OVERLOADED));
		ProviderComparison row = this.metrics.compare(Window.ALL).ranking().get(0);
		assertThat(row.successRate()).isEqualTo(0.666667);
		assertThat(row.successRateInterval())
			.allSatisfy((bound) -> assertThat(BigDecimal.valueOf(bound).scale()).isLessThanOrEqualTo(6));
		assertThat(row.tokens().averageOutput()).isEqualTo(7.0);
		assertThat(row.cost().usd()).isEqualByComparingTo("0.000000001");
	}

	@Test
	void costHasNoExponentForThousands() {
		call("m", "5000");
		assertThat(this.metrics.compare(Window.ALL).ranking().get(0).cost().usd()).hasToString("5000");
	}

	@Test
	void circuitIsShownWhereItIsKnown() {
		call("m", "1");
		assertThat(this.metrics.compare(Window.ALL).ranking().get(0).circuit()).isNull();
		LlmMetrics withCircuits = new LlmMetrics(this.statistics, (provider, model) -> provider + " " + model);
		ComparisonSnapshot snapshot = withCircuits.compare(ComparisonQuery.of(Window.ALL));
		assertThat(snapshot.ranking().get(0).circuit()).isEqualTo("alpha m");
		assertThat(snapshot.providers().get(0).circuit()).isNull();
	}

	@Test
	void historyIsSelectedAndRounded() {
		call("m", "0.00000000149");
		call("n", "1");
		assertThat(this.metrics.history(null, null)).hasSize(2);
		MinuteHistory history = this.metrics.history("alpha", "m").get(0);
		assertThat(history.minutes()).singleElement()
			.satisfies((minute) -> assertThat(minute.usd()).isEqualByComparingTo("0.000000001"));
	}

	@Test
	void resetForgetsAllCalls() {
		call("m", "1");
		this.metrics.reset();
		assertThat(this.metrics.compare(Window.ALL).ranking()).isEmpty();
		assertThat(this.metrics.history(null, null)).isEmpty();
	}

}
