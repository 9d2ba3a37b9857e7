package io.llmrouter.provider.gemini;

import io.llmrouter.chat.FinishReason;
import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class GeminiFinishTests {

	@ParameterizedTest
	@CsvSource({ "STOP,STOP", "MAX_TOKENS,LENGTH", "SAFETY,CONTENT_FILTER", "RECITATION,CONTENT_FILTER",
			"LANGUAGE,CONTENT_FILTER", "BLOCKLIST,CONTENT_FILTER", "PROHIBITED_CONTENT,CONTENT_FILTER",
			"SPII,CONTENT_FILTER", "IMAGE_SAFETY,CONTENT_FILTER", "IMAGE_PROHIBITED_CONTENT,CONTENT_FILTER",
			"IMAGE_RECITATION,CONTENT_FILTER", "IMAGE_OTHER,ERROR", "NO_IMAGE,ERROR", "TOO_MANY_TOOL_CALLS,ERROR",
			"OTHER,UNKNOWN", "FINISH_REASON_UNSPECIFIED,UNKNOWN", "SOMETHING_NEW,UNKNOWN", ",UNKNOWN" })
	void everyReasonHasItsMeaning(String raw, FinishReason reason) {
		assertThat(GeminiFinish.of(raw, false)).isEqualTo(reason);
		assertThat(GeminiFinish.failure(raw)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "STOP,TOOL_CALLS", "MAX_TOKENS,LENGTH", "SAFETY,CONTENT_FILTER" })
	void stopAfterToolCallsAsksForThem(String raw, FinishReason reason) {
		assertThat(GeminiFinish.of(raw, true)).isEqualTo(reason);
	}

	@ParameterizedTest
	@CsvSource({ "MALFORMED_FUNCTION_CALL,INVALID_RESPONSE", "UNEXPECTED_TOOL_CALL,INVALID_RESPONSE",
			"MALFORMED_RESPONSE,INVALID_RESPONSE", "MISSING_THOUGHT_SIGNATURE,INVALID_REQUEST" })
	void botchedAnswersAreFailures(String raw, ErrorType type) {
		assertThat(GeminiFinish.failure(raw)).isEqualTo(type);
	}

}
