package io.llmrouter.provider.gemini;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reading of {@code usageMetadata}. Prompts of server-side tools are counted beside the
 * prompt, thoughts beside the candidates; cached tokens are part of the prompt.
 */
final class GeminiUsage {

	private GeminiUsage() {
	}

	static @Nullable TokenUsage read(JsonNode usage) {
		Long prompt = WireJson.count(usage.path("promptTokenCount"));
		Long reasoning = WireJson.count(usage.path("thoughtsTokenCount"));
		Long input = sum(prompt, WireJson.count(usage.path("toolUsePromptTokenCount")));
		Long output = sum(WireJson.count(usage.path("candidatesTokenCount")), reasoning);
		if (input == null && output == null) {
			return null;
		}
		return new TokenUsage(input, output, WireJson.count(usage.path("cachedContentTokenCount")), null, reasoning,
				false, null);
	}

	/**
	 * A count of zero is left out by the protocol, so that one of two is enough.
	 * @param first a count
	 * @param second a count
	 * @return the sum, or {@code null} where both are unknown
	 */
	private static @Nullable Long sum(@Nullable Long first, @Nullable Long second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return first + second;
	}

}
