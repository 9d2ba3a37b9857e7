package io.llmrouter.stats;

import org.jspecify.annotations.Nullable;

/**
 * Size of a prompt in input tokens, by which latencies are told apart.
 *
 * @since 0.1.0
 */
public enum PromptSize {

	/** The provider told no input tokens. */
	UNKNOWN("unknown", -1),

	/** Up to 1,000 input tokens. */
	SMALL("up-to-1k", 1_000),

	/** More than 1,000 and up to 10,000 input tokens. */
	MEDIUM("up-to-10k", 10_000),

	/** More than 10,000 input tokens. */
	LARGE("over-10k", Long.MAX_VALUE);

	private final String code;

	private final long mostTokens;

	PromptSize(String code, long mostTokens) {
		this.code = code;
		this.mostTokens = mostTokens;
	}

	/**
	 * Return the size of a prompt.
	 * @param inputTokens the input tokens, or {@code null} where they are not known
	 * @return the size
	 */
	static PromptSize of(@Nullable Long inputTokens) {
		if (inputTokens == null || inputTokens < 0) {
			return UNKNOWN;
		}
		if (inputTokens <= SMALL.mostTokens) {
			return SMALL;
		}
		return (inputTokens <= MEDIUM.mostTokens) ? MEDIUM : LARGE;
	}

	/**
	 * Return the value used in JSON.
	 * @return the code, in lower case with dashes
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Return the code, which is what JSON shows.
	 */
	@Override
	public String toString() {
		return this.code;
	}

}
