package io.llmrouter.stats;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;

import io.llmrouter.call.ChatCall;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.Price;
import io.llmrouter.cost.PriceTable;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ComparisonCostTests {

	private static final TestCall CALL = TestCall.of("openai", "gpt");

	private static final LocalDate AS_OF = LocalDate.of(2026, 11, 23);

	private final ComparisonStatistics statistics = new ComparisonStatistics(new TestTimeSource(), 200, 20,
			new CallCosts(new PriceTable(Map.of("gpt", Price.of(new BigDecimal("2"), new BigDecimal("10")), "free",
					Price.of(BigDecimal.ZERO, BigDecimal.ZERO)), AS_OF)));

	@Test
	void costOfAllCallsIsAddedUpAndThatOfNoUseTold() {
		end(CALL.using(1_000, 100).succeeded(), CALL.using(500, 0).cancelled(),
				CALL.using(0, 50).failed(ErrorType.STREAM_INTERRUPTED), CALL.failed(ErrorType.RATE_LIMITED));
		ProviderComparison.Cost cost = cost();
		assertThat(cost.usd()).isEqualByComparingTo("0.0045");
		assertThat(cost.wastedUsd()).isEqualByComparingTo("0.0015");
		assertThat(cost.usdPerThousandCalls()).isEqualByComparingTo("4.5");
		assertThat(cost.unpricedCalls()).isZero();
	}

	@Test
	void meanIsThatOfTheCallsWhoseCostIsKnown() {
		end(CALL.using(1_000, 100).succeeded(), CALL.succeeded(), CALL.cancelled(), CALL.using(1_000, 0).succeeded());
		ProviderComparison.Cost cost = cost();
		assertThat(cost.usd()).isEqualByComparingTo("0.005");
		assertThat(cost.usdPerThousandCalls()).isEqualByComparingTo("2.5");
		assertThat(cost.unpricedCalls()).isEqualTo(2);
	}

	@Test
	void providerThatOnlyRefusesHasNoCostOfACall() {
		end(CALL.failed(ErrorType.RATE_LIMITED));
		assertThat(cost().usd()).isEqualByComparingTo("0");
		assertThat(cost().usdPerThousandCalls()).isNull();
		end(CALL.using(100, 10).cancelled(), CALL.succeeded());
		assertThat(cost().usd()).isEqualByComparingTo("0.0003");
		assertThat(cost().usdPerThousandCalls()).isNull();
		end(CALL.using(0, 20).succeeded());
		assertThat(cost().usdPerThousandCalls()).isEqualByComparingTo("0.5");
	}

	@Test
	void costWithoutAPriceIsUnknown() {
		ChatCall unpriced = TestCall.of("openai", "new").using(1_000, 100).succeeded();
		end(unpriced, unpriced, TestCall.of("openai", "new").failed(ErrorType.RATE_LIMITED));
		assertThat(cost()).isEqualTo(new ProviderComparison.Cost(null, null, null, 2));
	}

	@Test
	void freeModelCostsNothing() {
		end(TestCall.of("local", "free").using(1_000, 100).succeeded());
		assertThat(cost().usd()).isEqualByComparingTo("0");
		assertThat(cost().usdPerThousandCalls()).isEqualByComparingTo("0");
	}

	@Test
	void costThatTheProviderReportedWins() {
		TokenUsage usage = new TokenUsage(1_000L, 100L, null, null, null, false, new BigDecimal("0.25"));
		end(CALL.using(usage).succeeded());
		assertThat(cost().usd()).isEqualByComparingTo("0.25");
	}

	@Test
	void costOfAllModelsOfAProviderIsAddedUp() {
		end(CALL.using(1_000, 100).succeeded(), TestCall.of("openai", "free").using(1, 1).succeeded(),
				TestCall.of("openai", "new").using(1, 1).succeeded());
		ProviderComparison.Cost cost = this.statistics.compare(Window.ALL).providers().get(0).cost();
		assertThat(cost.usd()).isEqualByComparingTo("0.003");
		assertThat(cost.usdPerThousandCalls()).isEqualByComparingTo("1.5");
		assertThat(cost.unpricedCalls()).isOne();
	}

	@Test
	void resetForgetsTheCost() {
		end(CALL.using(1_000, 100).succeeded());
		this.statistics.reset();
		end(CALL.using(10, 0).succeeded());
		assertThat(cost().usd()).isEqualByComparingTo("0.00002");
	}

	@Test
	void dayOfThePricesIsTold() {
		assertThat(this.statistics.compare(Window.ALL).pricesAsOf()).isEqualTo(AS_OF);
		assertThat(new ComparisonStatistics(new TestTimeSource()).compare(Window.ALL).pricesAsOf()).isNull();
	}

	private ProviderComparison.Cost cost() {
		return this.statistics.compare(Window.ALL).ranking().get(0).cost();
	}

	private void end(ChatCall... calls) {
		for (ChatCall call : calls) {
			this.statistics.callStarted(call.start());
			this.statistics.callEnded(call);
		}
	}

}
