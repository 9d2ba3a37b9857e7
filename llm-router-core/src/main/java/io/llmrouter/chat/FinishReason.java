package io.llmrouter.chat;

/**
 * Reason why a model stopped, normalised over all providers.
 *
 * @since 0.1.0
 */
public enum FinishReason {

	/** The answer is complete, or a stop sequence was met. */
	STOP,

	/** The output token limit was reached; the answer is cut. */
	LENGTH,

	/** The model asks for tool calls. */
	TOOL_CALLS,

	/** The provider's content filter cut the answer. */
	CONTENT_FILTER,

	/** The model declined to answer. */
	REFUSAL,

	/** The model's context window is full; the answer is cut. */
	CONTEXT_WINDOW,

	/** The provider paused a long turn, which the caller may continue. */
	PAUSE,

	/** The provider ended the answer because of an error of its own. */
	ERROR,

	/** The provider gave no reason, or one that is not known here. */
	UNKNOWN

}
