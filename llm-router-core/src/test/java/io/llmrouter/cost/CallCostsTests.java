package io.llmrouter.cost;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class CallCostsTests {

	private static final Price PRICE = new Price(usd("0.25"), usd("2"), usd("0.025"), usd("0.3125"), usd("3"), null);

	private static final Price LONG = new Price(usd("3"), usd("15"), null, null, null,
			new Price.LongPrompt(200_000, new Price(usd("6"), usd("22.5"), null, null, null,
					new Price.LongPrompt(500_000, Price.of(usd("9"), usd("30"))))));

	private final CallCosts costs = new CallCosts(
			new PriceTable(Map.of("gpt", PRICE, "long", LONG), LocalDate.of(2026, 11, 23)));

	@Test
	void inputAndOutputArePriced() {
		assertThat(cost(TokenUsage.of(1_000, 500))).isEqualByComparingTo("0.00125");
		assertThat(cost(TokenUsage.of(0, 0))).isEqualByComparingTo("0");
		assertThat(cost(TokenUsage.of(1, 0))).isEqualByComparingTo("0.00000025");
	}

	@Test
	void cachedAndReasoningTokensHaveTheirOwnPrice() {
		TokenUsage usage = new TokenUsage(1_000L, 500L, 600L, 100L, 200L, false, null);
		// 300 × 0.25 + 600 × 0.025 + 100 × 0.3125 + 300 × 2 + 200 × 3, per million
		assertThat(cost(usage)).isEqualByComparingTo("0.00132125");
	}

	@Test
	void tokensWithoutAPriceOfTheirOwnCostWhatTheOthersDo() {
		TokenUsage usage = new TokenUsage(1_000L, 500L, 600L, 100L, 200L, false, null);
		assertThat(this.costs.usd(call("long", usage))).isEqualByComparingTo("0.0105");
	}

	@Test
	void partsLargerThanTheWholeDoNotMakeACostNegative() {
		TokenUsage usage = new TokenUsage(10L, 10L, 40L, 40L, 40L, false, null);
		assertThat(cost(usage)).isEqualByComparingTo("0.00003025");
		assertThat(cost(new TokenUsage(10L, 10L, -4L, -4L, -4L, false, null))).isEqualByComparingTo("0.0000225");
	}

	@Test
	void longPromptsHaveTheirOwnPriceForAllTokens() {
		assertThat(this.costs.usd(call("long", TokenUsage.of(200_000, 100)))).isEqualByComparingTo("0.6015");
		assertThat(this.costs.usd(call("long", TokenUsage.of(200_001, 100)))).isEqualByComparingTo("1.202256");
		assertThat(this.costs.usd(call("long", TokenUsage.of(500_001, 100)))).isEqualByComparingTo("4.503009");
	}

	@Test
	void costAgreesWithDecimalArithmetic() {
		Random random = new Random(11);
		for (int round = 0; round < 10_000; round++) {
			long input = random.nextInt(2_000_000);
			long output = random.nextInt(100_000);
			BigDecimal expected = PRICE.inputUsd()
				.multiply(BigDecimal.valueOf(input))
				.add(PRICE.outputUsd().multiply(BigDecimal.valueOf(output)))
				.movePointLeft(6);
			assertThat(cost(TokenUsage.of(input, output))).isEqualByComparingTo(expected);
		}
	}

	@Test
	void dearestPriceAndLargestCountDoNotOverflow() {
		CallCosts dear = new CallCosts((provider, model) -> Price.of(usd("10000"), usd("10000")));
		assertThat(dear.usd(call("m", TokenUsage.of(100_000_000, 100_000_000)))).isEqualByComparingTo("2000000");
		assertThat(dear.usd(call("m", TokenUsage.of(100_000_001, 1)))).isNull();
		assertThat(dear.usd(call("m", TokenUsage.of(1, Long.MAX_VALUE)))).isNull();
	}

	@Test
	void missingCountOrPriceMakesTheCostUnknown() {
		assertThat(this.costs.picoUsd(call("gpt", null))).isEqualTo(CallCosts.UNKNOWN);
		assertThat(cost(new TokenUsage(10L, null, null, null, null, false, null))).isNull();
		assertThat(cost(new TokenUsage(null, 10L, null, null, null, false, null))).isNull();
		assertThat(cost(TokenUsage.of(-1, 10))).isNull();
		assertThat(cost(TokenUsage.of(10, -1))).isNull();
		assertThat(this.costs.usd(call("unheard-of", TokenUsage.of(10, 10)))).isNull();
		assertThat(CallCosts.none().usd(call("gpt", TokenUsage.of(10, 10)))).isNull();
	}

	@Test
	void costThatTheProviderReportsWins() {
		assertThat(cost(reported("0.0123"))).isEqualByComparingTo("0.0123");
		assertThat(this.costs.usd(call("unheard-of", reported("0")))).isEqualByComparingTo("0");
		assertThat(cost(reported("0.0000000000005"))).isEqualByComparingTo("0.000000000001");
		TokenUsage costOnly = new TokenUsage(null, null, null, null, null, false, usd("0.5"));
		assertThat(cost(costOnly)).isEqualByComparingTo("0.5");
	}

	@Test
	void reportedCostThatCannotBeIsLeftAside() {
		assertThat(cost(reported("-1"))).isEqualByComparingTo("0.0000225");
		assertThat(cost(reported("1000000.01"))).isEqualByComparingTo("0.0000225");
		assertThat(cost(reported("1000000"))).isEqualByComparingTo("1000000");
	}

	@ParameterizedTest
	@EnumSource
	void refusalIsFreeAndACallThatBrokeIsNotKnown(ErrorType type) {
		Set<ErrorType> open = EnumSet.of(ErrorType.TIMEOUT_FIRST_TOKEN, ErrorType.TIMEOUT_IDLE,
				ErrorType.DEADLINE_EXCEEDED, ErrorType.CONNECTION, ErrorType.STREAM_INTERRUPTED,
				ErrorType.INVALID_RESPONSE, ErrorType.CANCELLED, ErrorType.OTHER);
		assertThat(this.costs.picoUsd(failed(type, 0, null))).isEqualTo(open.contains(type) ? CallCosts.UNKNOWN : 0);
		assertThat(this.costs.picoUsd(failed(type, 3, null))).isEqualTo(CallCosts.UNKNOWN);
		assertThat(this.costs.usd(failed(type, 0, TokenUsage.of(10, 10)))).isEqualByComparingTo("0.0000225");
		TokenUsage empty = new TokenUsage(null, null, null, null, null, false, null);
		assertThat(this.costs.picoUsd(failed(type, 0, empty))).isEqualTo(open.contains(type) ? CallCosts.UNKNOWN : 0);
	}

	@Test
	void cancelledCallWithoutUsageIsNotKnown() {
		assertThat(this.costs.picoUsd(ended(start("gpt", "gpt"), Outcome.CANCELLED, null, 0, null, null)))
			.isEqualTo(CallCosts.UNKNOWN);
	}

	@Test
	void onlyCostOfASuccessIsUseful() {
		assertThat(CallCosts.isWasted(call("gpt", null))).isFalse();
		assertThat(CallCosts.isWasted(failed(ErrorType.OTHER, 0, null))).isTrue();
		assertThat(CallCosts.isWasted(ended(start("gpt", "gpt"), Outcome.CANCELLED, null, 0, null, null))).isTrue();
	}

	@Test
	void priceIsFoundByLabelThenRequestThenAnswer() {
		TokenUsage usage = TokenUsage.of(1_000_000, 0);
		Map<String, Price> prices = new HashMap<>(Map.of("label", Price.of(usd("1"), usd("1")), "requested",
				Price.of(usd("2"), usd("2")), "answered", Price.of(usd("3"), usd("3"))));
		StartedCall start = start("label", "requested");
		ChatCall call = ended(start, Outcome.SUCCESS, null, 0, "answered", usage);
		assertThat(new CallCosts(new PriceTable(prices, null)).usd(call)).isEqualByComparingTo("1");
		prices.remove("label");
		assertThat(new CallCosts(new PriceTable(prices, null)).usd(call)).isEqualByComparingTo("2");
		prices.remove("requested");
		assertThat(new CallCosts(new PriceTable(prices, null)).usd(call)).isEqualByComparingTo("3");
	}

	@Test
	void pricesAreAskedOnceForEachOfAThousandNames() {
		AtomicInteger asked = new AtomicInteger();
		CallCosts counting = new CallCosts((provider, model) -> {
			asked.incrementAndGet();
			return "m0".equals(model) ? null : PRICE;
		});
		for (int round = 0; round < 3; round++) {
			for (int model = 0; model < 1_500; model++) {
				boolean known = counting.usd(call("m" + model, TokenUsage.of(1, 1))) != null;
				assertThat(known).isEqualTo(model != 0);
			}
		}
		assertThat(asked).hasValue(1_000 + 3 * 500);
	}

	@Test
	void dayOfThePricesIsThatOfTheList() {
		assertThat(this.costs.pricesAsOf()).isEqualTo("2026-11-23");
		assertThat(CallCosts.none().pricesAsOf()).isNull();
	}

	private @Nullable BigDecimal cost(TokenUsage usage) {
		return this.costs.usd(call("gpt", usage));
	}

	private static TokenUsage reported(String cost) {
		return new TokenUsage(10L, 10L, null, null, null, false, usd(cost));
	}

	private static ChatCall call(String model, @Nullable TokenUsage usage) {
		return ended(start(model, null), Outcome.SUCCESS, null, 0, null, usage);
	}

	private static ChatCall failed(ErrorType type, int chunks, @Nullable TokenUsage usage) {
		return ended(start("gpt", null), Outcome.ERROR, type, chunks, null, usage);
	}

	private static StartedCall start(String model, @Nullable String requested) {
		return new StartedCall("openai", model, requested, true, null, 1, Instant.EPOCH);
	}

	private static ChatCall ended(StartedCall start, Outcome outcome, @Nullable ErrorType type, int chunks,
			@Nullable String answered, @Nullable TokenUsage usage) {
		return new ChatCall(start, Duration.ofMillis(5), null, null, chunks, outcome, type, null, null, answered, null,
				usage);
	}

	private static BigDecimal usd(String usd) {
		return new BigDecimal(usd);
	}

}
