package io.llmrouter.provider.anthropic;

import java.util.List;
import java.util.Locale;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Words by which the message of an invalid request tells more than type and status do.
 */
final class AnthropicErrorWords {

	private static final List<Words> TABLE = List.of(
			new Words(ErrorType.CONTEXT_LENGTH_EXCEEDED,
					List.of("prompt is too long", "exceed context limit", "context window")),
			new Words(ErrorType.QUOTA_EXHAUSTED, List.of("api usage limits", "credit balance is too low")),
			new Words(ErrorType.CONTENT_FILTER, List.of("content filtering policy")),
			new Words(ErrorType.UNSUPPORTED_FEATURE, List.of("does not support", "not supported",
					"deprecated for this model", "may not be enabled when", "may only be set to")));

	private AnthropicErrorWords() {
	}

	static @Nullable ErrorType classify(@Nullable String message) {
		String said = (message != null) ? message.toLowerCase(Locale.ROOT) : "";
		for (Words words : TABLE) {
			if (words.any().stream().anyMatch(said::contains)) {
				return words.type();
			}
		}
		return null;
	}

	/**
	 * Row of the table.
	 *
	 * @param type the reason
	 * @param any the words of which one is enough, in lower case
	 */
	private record Words(ErrorType type, List<String> any) {

	}

}
