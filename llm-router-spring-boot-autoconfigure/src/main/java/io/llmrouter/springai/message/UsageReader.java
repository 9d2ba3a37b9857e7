package io.llmrouter.springai.message;

import java.util.List;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.Usage;

/**
 * Reader of Spring AI's usage. It says 0 for what it does not know, so that 0 is unknown
 * here: a call must not look free because nobody counted.
 *
 * @since 0.1.0
 */
public final class UsageReader {

	/**
	 * Beginnings of the names of native usages whose input leaves out what was read from
	 * and written to the cache (seen 2026-11 in the clients of Anthropic and AWS).
	 */
	private static final List<String> CACHE_APART = List.of("com.anthropic.", "org.springframework.ai.anthropic.",
			"software.amazon.awssdk.");

	private UsageReader() {
	}

	/**
	 * Read a usage.
	 * @param usage the usage, or {@code null}
	 * @return the counts, or {@code null} where none is known
	 */
	public static @Nullable TokenUsage read(@Nullable Usage usage) {
		if (usage == null) {
			return null;
		}
		if (usage.getNativeUsage() instanceof TokenUsage counts) {
			return counts;
		}
		Long input = known(usage.getPromptTokens());
		Long output = known(usage.getCompletionTokens());
		if (input == null && output == null) {
			return null;
		}
		Long read = usage.getCacheReadInputTokens();
		Long write = usage.getCacheWriteInputTokens();
		return new TokenUsage(withCache(input, read, write, usage.getNativeUsage()), output, read, write, null, false,
				null);
	}

	private static @Nullable Long known(@Nullable Integer count) {
		return (count != null && count > 0) ? Long.valueOf(count) : null;
	}

	private static @Nullable Long withCache(@Nullable Long input, @Nullable Long read, @Nullable Long write,
			@Nullable Object told) {
		if (input == null) {
			return null;
		}
		long cached = ((read != null) ? read : 0) + ((write != null) ? write : 0);
		return (cached > input || isApart(told)) ? Long.valueOf(input + cached) : input;
	}

	private static boolean isApart(@Nullable Object told) {
		return told != null && CACHE_APART.stream().anyMatch(told.getClass().getName()::startsWith);
	}

}
