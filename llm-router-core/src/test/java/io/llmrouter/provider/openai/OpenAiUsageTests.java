package io.llmrouter.provider.openai;

import java.math.BigDecimal;

import io.llmrouter.chat.TokenUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class OpenAiUsageTests {

	@Test
	void everyCountOfOpenAiIsRead() {
		assertThat(read("{'prompt_tokens':19,'completion_tokens':10,'total_tokens':29,"
				+ "'prompt_tokens_details':{'cached_tokens':4,'cache_write_tokens':2},"
				+ "'completion_tokens_details':{'reasoning_tokens':6}}"))
			.isEqualTo(new TokenUsage(19L, 10L, 4L, 2L, 6L, false, null));
	}

	@Test
	void cacheHitsOfDeepSeekAreRead() {
		assertThat(read("{'prompt_tokens':5,'completion_tokens':7,'prompt_cache_hit_tokens':3}"))
			.isEqualTo(new TokenUsage(5L, 7L, 3L, null, null, false, null));
	}

	@ParameterizedTest
	@CsvSource({ "10,20,5,35,25", "10,20,5,30,20", "10,20,5,31,20", "10,20,0,30,20" })
	void reasoningIsAddedOnlyWhereTheTotalSaysSo(long input, long completion, long reasoning, long total, long output) {
		TokenUsage usage = read("{'prompt_tokens':" + input + ",'completion_tokens':" + completion + ",'total_tokens':"
				+ total + ",'completion_tokens_details':{'reasoning_tokens':" + reasoning + "}}");
		assertThat(usage.outputTokens()).isEqualTo(output);
		assertThat(usage.reasoningTokens()).isEqualTo(reasoning);
	}

	@Test
	void reportedCostsAreRead() {
		assertThat(read("{'prompt_tokens':1,'completion_tokens':1,'cost':0.00125}").reportedCostUsd())
			.isEqualByComparingTo("0.00125");
		assertThat(read("{'prompt_tokens':1,'completion_tokens':1,'cost_in_usd_ticks':37756000}").reportedCostUsd())
			.isEqualByComparingTo(new BigDecimal("0.0037756"));
	}

	@Test
	void cacheWritesOfDashScopeAreRead() {
		assertThat(read("{'prompt_tokens':5,'completion_tokens':7,"
				+ "'prompt_tokens_details':{'cached_tokens':1,'cache_creation_input_tokens':4}}"))
			.isEqualTo(new TokenUsage(5L, 7L, 1L, 4L, null, false, null));
	}

	@Test
	void costOfAnotherProvidersKeyIsThatOfBoth() {
		String usage = "{'prompt_tokens':1,'completion_tokens':1,'cost':0.0001,'is_byok':%s,"
				+ "'cost_details':{'upstream_inference_cost':0.002}}";
		assertThat(read(usage.formatted("true")).reportedCostUsd()).isEqualByComparingTo("0.0021");
		assertThat(read(usage.formatted("false")).reportedCostUsd()).isEqualByComparingTo("0.0001");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'cost':-1", "'cost':'0.1'", "'cost':{'total':1}", "'cost_in_usd_ticks':'1'" })
	void costThatIsNoAmountIsUnknown(String cost) {
		assertThat(read("{'prompt_tokens':1,'completion_tokens':1," + cost + "}").reportedCostUsd()).isNull();
	}

	@Test
	void costThatIsNoNumberToCountWithIsUnknown() {
		assertThat(read("{'prompt_tokens':1,'completion_tokens':1,'cost':1e400}").reportedCostUsd()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "null", "[]", "5", "{'total_tokens':5}", "{'prompt_tokens':-1}",
			"{'prompt_tokens':'5'}", "{'prompt_tokens':99999999999999999999}", "{'prompt_tokens':1.5}" })
	void nothingKnownIsNoUsage(String usage) {
		assertThat(read(usage)).isNull();
	}

	private static TokenUsage read(String json) {
		return OpenAiUsage.read(JsonMapper.shared().readTree(json.replace('\'', '"')));
	}

}
