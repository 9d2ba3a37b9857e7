package io.llmrouter.cost;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PriceTests {

	private static final Price ONE = Price.of(BigDecimal.ONE, BigDecimal.TEN);

	private static final Price TWO = Price.of(BigDecimal.valueOf(2), BigDecimal.TEN);

	private static final LocalDate DAY = LocalDate.of(2026, 11, 23);

	@Test
	void priceKeepsSixDecimals() {
		Price price = Price.of(new BigDecimal("0.0000014999"), new BigDecimal("0.1234565"));
		assertThat(price.inputUsd()).isEqualTo("0.000001");
		assertThat(price.outputUsd()).isEqualTo("0.123457");
	}

	@Test
	void whatIsNotPricedApartIsNull() {
		assertThat(ONE).isEqualTo(new Price(BigDecimal.ONE, BigDecimal.TEN, null, null, null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-0.0000001", "10000.0000001", "-5" })
	void priceOutOfRangeIsRejected(String usd) {
		BigDecimal bad = new BigDecimal(usd);
		assertThatIllegalArgumentException().isThrownBy(() -> Price.of(bad, BigDecimal.ONE))
			.withMessage("Price of input '" + bad + "' is out of range; allowed are 0 to 10000 USD");
		assertThatIllegalArgumentException().isThrownBy(() -> Price.of(BigDecimal.ONE, bad))
			.withMessageContaining("output");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Price(BigDecimal.ONE, BigDecimal.ONE, bad, null, null, null))
			.withMessageContaining("cache read");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Price(BigDecimal.ONE, BigDecimal.ONE, null, bad, null, null))
			.withMessageContaining("cache write");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Price(BigDecimal.ONE, BigDecimal.ONE, null, null, bad, null))
			.withMessageContaining("reasoning");
	}

	@Test
	void bothEndsOfTheRangeAreAllowed() {
		assertThat(Price.of(BigDecimal.ZERO, BigDecimal.valueOf(10_000)).outputUsd()).isEqualByComparingTo("10000");
	}

	@Test
	void priceOfTheProviderWinsOverThatOfTheModel() {
		PriceTable table = new PriceTable(Map.of("m", ONE, "azure/m", TWO), DAY);
		assertThat(table.find("azure", "m")).isEqualTo(TWO);
		assertThat(table.find("openai", "m")).isEqualTo(ONE);
		assertThat(table.find("openai", "x")).isNull();
		assertThat(table.asOf()).isEqualTo(DAY);
	}

	@Test
	void modelNamesMayHaveSlashes() {
		PriceTable table = new PriceTable(Map.of("meta/llama", ONE, "router/openai/gpt", TWO), null);
		assertThat(table.find("any", "meta/llama")).isEqualTo(ONE);
		assertThat(table.find("router", "openai/gpt")).isEqualTo(TWO);
		assertThat(table.asOf()).isNull();
	}

	@Test
	void tableDoesNotChangeWithItsSource() {
		Map<String, Price> source = new HashMap<>(Map.of("m", ONE));
		PriceTable table = new PriceTable(source, null);
		source.clear();
		assertThat(table.find("a", "m")).isEqualTo(ONE);
	}

	@Test
	void secondListFillsTheGapsOfTheFirst() {
		PriceList both = new PriceTable(Map.of("m", ONE), null).orElse(new PriceTable(Map.of("m", TWO, "n", TWO), DAY));
		assertThat(both.find("a", "m")).isEqualTo(ONE);
		assertThat(both.find("a", "n")).isEqualTo(TWO);
		assertThat(both.find("a", "x")).isNull();
		assertThat(both.asOf()).isEqualTo(DAY);
		assertThat(new PriceTable(Map.of(), DAY.minusDays(1)).orElse(both).asOf()).isEqualTo(DAY.minusDays(1));
	}

	@Test
	void emptyListKnowsNothing() {
		assertThat(PriceList.none().find("a", "m")).isNull();
		assertThat(PriceList.none().asOf()).isNull();
	}

}
