package io.llmrouter.cost.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;

import io.llmrouter.cost.Price;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PriceFileTests {

	private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);

	private static final Map<String, String> TYPES = Map.of("quick", "openai", "careful", "anthropic", "cloud",
			"azure-openai", "bard", "gemini", "musk", "xai", "house", "openai-compatible");

	private final PriceFile liteLlm = read("litellm.json");

	private final PriceFile genAi = read("genai-prices.json");

	@ParameterizedTest
	@ValueSource(strings = { "litellm.json", "genai-prices.json" })
	void bothShapesGiveTheSamePrice(String file) {
		PriceFile prices = read(file);
		assertThat(prices.find("quick", "gpt-5-mini")).isEqualTo(price("0.25", "2", "0.025", null, null));
		Price longPrompt = price("6", "22.5", "0.6", "7.5", null);
		assertThat(prices.find("careful", "claude-sonnet-4-5"))
			.isEqualTo(new Price(new BigDecimal("3"), new BigDecimal("15"), new BigDecimal("0.3"),
					new BigDecimal("3.75"), null, new Price.LongPrompt(200_000, longPrompt)));
		assertThat(prices.find("quick", "text-embedding-3-small")).isEqualTo(price("0.02", "0", null, null, null));
	}

	@Test
	void pricesBelongToTheVendorOfTheProvider() {
		assertThat(this.liteLlm.find("openai", "gpt-5-mini")).isNotNull();
		assertThat(this.liteLlm.find("house", "gpt-5-mini")).isNull();
		assertThat(this.liteLlm.find("careful", "gpt-5-mini")).isNull();
		assertThat(this.genAi.find("house", "gpt-5-mini")).isNull();
	}

	@Test
	void vendorsMayHaveOtherNamesInTheFile() {
		assertThat(this.liteLlm.find("bard", "gemini-2.5-flash")).isEqualTo(price("0.3", "2.5", null, null, "2.5"));
		assertThat(this.genAi.find("bard", "bad-date")).isNotNull();
		assertThat(this.genAi.find("musk", "grok-4")).isEqualTo(price("3", "15", null, null, null));
	}

	@Test
	void modelNamesMayHaveSlashesAndAnyCase() {
		assertThat(this.liteLlm.find("openrouter", "openai/gpt-4o")).isEqualTo(price("2.5", "10", null, null, null));
		assertThat(this.liteLlm.find("quick", "GPT-5-Mini")).isNotNull();
		assertThat(this.genAi.find("quick", "GPT-5-Mini")).isNotNull();
	}

	@Test
	void rangesOfLiteLlmAreBoundsOfLongPrompts() {
		Price qwen = Objects.requireNonNull(this.liteLlm.find("dashscope", "qwen-flash"));
		assertThat(qwen.inputUsd()).isEqualByComparingTo("0.05");
		assertThat(qwen.outputUsd()).isEqualByComparingTo("0.4");
		Price.LongPrompt longPrompt = Objects.requireNonNull(qwen.longPrompt());
		assertThat(longPrompt.aboveInputTokens()).isEqualTo(256_000);
		assertThat(longPrompt.price()).isEqualTo(price("0.25", "2", null, null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "half-priced", "absurd", "dearer-than-gold", "dall-e-2", "sample_spec", "missing" })
	void entryThatIsNoPriceOfTokensIsLeftOut(String model) {
		assertThat(this.liteLlm.find("quick", model)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "gpt-5-mini-2025-08-07, 0.25", "o3-x-latest, 2", "my-embedding-3-small, 0.02", "gpt-77, 7" })
	void rulesTellWhichNamesAPriceIsFor(String model, String input) {
		Price price = this.genAi.find("quick", model);
		assertThat(price).isNotNull();
		assertThat(price.inputUsd()).isEqualByComparingTo(input);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-5-mini-2026", "o3-pro", "latest", "audio-7", "gpt-77x", "sounds_like", "([" })
	void namesThatNoRuleIsForHaveNoPrice(String model) {
		assertThat(this.genAi.find("quick", model)).isNull();
	}

	@Test
	void latestPriceThatHasBegunCounts() throws IOException {
		assertThat(input("o3")).isEqualByComparingTo("2");
		assertThat(input("o3", LocalDate.of(2025, 6, 10))).isEqualByComparingTo("2");
		assertThat(input("o3", LocalDate.of(2025, 6, 9))).isEqualByComparingTo("10");
		assertThat(input("o3", LocalDate.of(2027, 1, 1))).isEqualByComparingTo("1");
	}

	@Test
	void pricesByTimeOfDayAndUnreadableDatesAreLeftOut() {
		assertThat(this.genAi.find("deepseek", "deepseek-chat")).isEqualTo(price("0.27", "1.1", null, null, null));
		assertThat(this.genAi.find("bard", "bad-date")).isEqualTo(price("4", "4", null, null, null));
	}

	@Test
	void everyTierIsABound() {
		Price first = Objects.requireNonNull(this.genAi.find("bard", "three-steps"));
		Price.LongPrompt second = Objects.requireNonNull(first.longPrompt());
		Price.LongPrompt third = Objects.requireNonNull(second.price().longPrompt());
		assertThat(first.inputUsd()).isEqualByComparingTo("1");
		assertThat(second.aboveInputTokens()).isEqualTo(32_000);
		assertThat(second.price().inputUsd()).isEqualByComparingTo("2");
		assertThat(third.aboveInputTokens()).isEqualTo(128_000);
		assertThat(third.price().inputUsd()).isEqualByComparingTo("3");
		assertThat(third.price().outputUsd()).isEqualByComparingTo("5");
	}

	@Test
	void reasoningMayBePricedApart() {
		assertThat(this.genAi.find("quick", "by-number")).isEqualTo(price("7", "9", null, null, "11"));
	}

	@Test
	void vendorFallsBackToOthersWithoutGoingRoundInCircles() {
		assertThat(this.genAi.find("cloud", "gpt-5-mini")).isNotNull();
		assertThat(this.genAi.find("cloud", "missing")).isNull();
	}

	@Test
	void priceOutOfRangeIsUnknown() {
		assertThat(this.genAi.find("bard", "too-dear")).isNull();
	}

	@Test
	void dayOfThePricesIsTheOneGiven() throws IOException {
		InputStream file = Objects.requireNonNull(getClass().getResourceAsStream("/prices/litellm.json"));
		assertThat(PriceFile.read(file, TYPES, TODAY, TODAY).asOf()).isEqualTo(TODAY);
		assertThat(this.liteLlm.asOf()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "7", "{\"a\": {\"litellm_provider\": \"openai\"}}", "[{\"id\": \"openai\"}]" })
	void fileWithoutPricesIsRejected(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> read(json.getBytes(StandardCharsets.UTF_8)))
			.withMessageStartingWith("The file has no price in the shape of LiteLLM's");
	}

	@Test
	void fileThatIsNoJsonIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> read("{".getBytes(StandardCharsets.UTF_8)))
			.withMessage("The file is no JSON");
	}

	@Test
	void fileThatIsTooLargeIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> read(new byte[32 * 1024 * 1024 + 1]))
			.withMessageContaining("32 MiB");
	}

	private BigDecimal input(String model) {
		return Objects.requireNonNull(this.genAi.find("quick", model)).inputUsd();
	}

	private BigDecimal input(String model, LocalDate today) throws IOException {
		InputStream file = Objects.requireNonNull(getClass().getResourceAsStream("/prices/genai-prices.json"));
		return Objects.requireNonNull(PriceFile.read(file, TYPES, today, null).find("quick", model)).inputUsd();
	}

	private static Price price(String input, String output, String cacheRead, String cacheWrite, String reasoning) {
		return new Price(new BigDecimal(input), new BigDecimal(output), decimal(cacheRead), decimal(cacheWrite),
				decimal(reasoning), null);
	}

	private static BigDecimal decimal(String usd) {
		return (usd != null) ? new BigDecimal(usd) : null;
	}

	private static PriceFile read(byte[] json) throws IOException {
		return PriceFile.read(new ByteArrayInputStream(json), TYPES, TODAY, null);
	}

	private static PriceFile read(String name) {
		try (InputStream file = PriceFileTests.class.getResourceAsStream("/prices/" + name)) {
			return PriceFile.read(Objects.requireNonNull(file), TYPES, TODAY, null);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
