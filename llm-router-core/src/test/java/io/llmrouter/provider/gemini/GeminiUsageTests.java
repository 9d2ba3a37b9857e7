package io.llmrouter.provider.gemini;

import io.llmrouter.chat.TokenUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class GeminiUsageTests {

	@Test
	void everyCountIsRead() {
		assertThat(read("{'promptTokenCount':100,'toolUsePromptTokenCount':7,'candidatesTokenCount':20,"
				+ "'thoughtsTokenCount':5,'cachedContentTokenCount':64,'totalTokenCount':132}"))
			.isEqualTo(new TokenUsage(107L, 25L, 64L, null, 5L, false, null));
	}

	@Test
	void thoughtsWithoutAnAnswerAreOutput() {
		assertThat(read("{'promptTokenCount':3,'thoughtsTokenCount':9}"))
			.isEqualTo(new TokenUsage(3L, 9L, null, null, 9L, false, null));
	}

	@Test
	void outputThatIsNotToldIsUnknown() {
		assertThat(read("{'promptTokenCount':3,'totalTokenCount':3}"))
			.isEqualTo(new TokenUsage(3L, null, null, null, null, false, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "null", "[]", "5", "{'totalTokenCount':5}", "{'promptTokenCount':-1}",
			"{'promptTokenCount':'5'}", "{'promptTokenCount':99999999999999999999}", "{'promptTokenCount':1.5}" })
	void nothingKnownIsNoUsage(String usage) {
		assertThat(read(usage)).isNull();
	}

	private static TokenUsage read(String json) {
		return GeminiUsage.read(JsonMapper.shared().readTree(json.replace('\'', '"')));
	}

}
