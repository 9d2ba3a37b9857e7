package io.llmrouter.provider.openai;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Words by which the message of an error tells more than code and status do.
 */
final class OpenAiErrorWords {

	/** The first one that the message holds decides. */
	private static final List<Map.Entry<String, ErrorType>> BAD_REQUEST = List.of(
			Map.entry("context length", ErrorType.CONTEXT_LENGTH_EXCEEDED),
			Map.entry("context window", ErrorType.CONTEXT_LENGTH_EXCEEDED),
			Map.entry("context size", ErrorType.CONTEXT_LENGTH_EXCEEDED),
			Map.entry("prompt is too long", ErrorType.CONTEXT_LENGTH_EXCEEDED),
			Map.entry("maximum prompt length", ErrorType.CONTEXT_LENGTH_EXCEEDED),
			Map.entry("content management policy", ErrorType.CONTENT_FILTER),
			Map.entry("content policy", ErrorType.CONTENT_FILTER),
			Map.entry("content exists risk", ErrorType.CONTENT_FILTER), Map.entry("api key", ErrorType.AUTHENTICATION),
			Map.entry("does not support", ErrorType.UNSUPPORTED_FEATURE),
			Map.entry("is not supported", ErrorType.UNSUPPORTED_FEATURE));

	private OpenAiErrorWords() {
	}

	static @Nullable ErrorType classify(WireError error, int status) {
		String message = (error.message() != null) ? error.message().toLowerCase(Locale.ROOT) : "";
		return switch (status) {
			case 400, 422 -> badRequest(message);
			case 403 ->
				(message.contains("moderation") || message.contains("flagged")) ? ErrorType.CONTENT_FILTER : null;
			case 413 -> message.contains("token") ? ErrorType.CONTEXT_LENGTH_EXCEEDED : null;
			case 429 -> tooMany(message);
			default -> null;
		};
	}

	/**
	 * Look up the words of one provider.
	 * @param words the words, in lower case, and what they mean
	 * @param error the error
	 * @return the meaning of a word that the message holds, or {@code null}
	 */
	static @Nullable ErrorType lookup(Map<String, ErrorType> words, WireError error) {
		String message = (error.message() != null) ? error.message().toLowerCase(Locale.ROOT) : "";
		for (Map.Entry<String, ErrorType> word : words.entrySet()) {
			if (message.contains(word.getKey())) {
				return word.getValue();
			}
		}
		return null;
	}

	private static @Nullable ErrorType badRequest(String message) {
		for (Map.Entry<String, ErrorType> word : BAD_REQUEST) {
			if (message.contains(word.getKey())) {
				return word.getValue();
			}
		}
		return null;
	}

	private static @Nullable ErrorType tooMany(String message) {
		// One request above the limit of a minute never succeeds, however long one waits.
		if (message.contains("request too large")) {
			return ErrorType.REQUEST_TOO_LARGE;
		}
		return message.contains("high demand") ? ErrorType.OVERLOADED : null;
	}

}
