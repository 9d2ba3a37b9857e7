package io.llmrouter.chat;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Piece of a streamed answer. A stream is one {@link Start}, content in order, and near
 * its end one {@link Finish} and at most one {@link Usage}. The text form of a chunk
 * never shows content.
 *
 * @since 0.1.0
 */
public sealed interface ChatChunk {

	/**
	 * Return the answer text that this chunk adds.
	 * @return the text; empty for every chunk but a {@link TextDelta}
	 */
	default String text() {
		return "";
	}

	/**
	 * Return whether this chunk carries something of the answer: text, reasoning, refusal
	 * or a fragment of a tool call. The first such chunk stops the time to first token.
	 * @return whether it is content
	 */
	default boolean isContent() {
		return true;
	}

	/**
	 * Beginning of the answer.
	 *
	 * @param provider the configured name of the provider that answers
	 * @param id the provider's id of the answer, or {@code null}
	 * @param model the model as the provider named it, or {@code null}
	 */
	record Start(String provider, @Nullable String id, @Nullable String model) implements ChatChunk {

		public Start {
			Objects.requireNonNull(provider, "'provider' must not be null");
		}

		@Override
		public boolean isContent() {
			return false;
		}

	}

	/**
	 * More text.
	 *
	 * @param text the text
	 */
	record TextDelta(String text) implements ChatChunk {

		public TextDelta {
			Objects.requireNonNull(text, "'text' must not be null");
		}

		@Override
		public String toString() {
			return "TextDelta[" + this.text.length() + " characters]";
		}

	}

	/**
	 * More of the model's thoughts.
	 *
	 * @param reasoning the thoughts, empty where the chunk only carries a signature
	 * @param signature the provider's proof of origin, or {@code null}
	 * @param redacted the encrypted thoughts of a provider that hides them, or
	 * {@code null}
	 */
	record ReasoningDelta(String reasoning, @Nullable String signature,
			@Nullable String redacted) implements ChatChunk {

		public ReasoningDelta {
			Objects.requireNonNull(reasoning, "'reasoning' must not be null");
		}

		@Override
		public String toString() {
			return "ReasoningDelta[" + this.reasoning.length() + " characters]";
		}

	}

	/**
	 * More of the model's words why it declines.
	 *
	 * @param refusal the words
	 */
	record RefusalDelta(String refusal) implements ChatChunk {

		public RefusalDelta {
			Objects.requireNonNull(refusal, "'refusal' must not be null");
		}

		@Override
		public String toString() {
			return "RefusalDelta[" + this.refusal.length() + " characters]";
		}

	}

	/**
	 * Fragment of a tool call.
	 *
	 * @param index the position of the call within the answer; fragments of one call
	 * share it
	 * @param id the id of the call, in its first fragment only
	 * @param name the name of the tool, in its first fragment only
	 * @param arguments the next piece of the JSON arguments, possibly empty
	 * @param signature the provider's proof of origin, or {@code null}
	 */
	record ToolCallDelta(int index, @Nullable String id, @Nullable String name, String arguments,
			@Nullable String signature) implements ChatChunk {

		public ToolCallDelta {
			Objects.requireNonNull(arguments, "'arguments' must not be null");
		}

		@Override
		public String toString() {
			return "ToolCallDelta[index=" + this.index + ", name=" + this.name + ", " + this.arguments.length()
					+ " characters]";
		}

	}

	/**
	 * Tokens used so far. A later one replaces an earlier one.
	 *
	 * @param usage the counts
	 */
	record Usage(TokenUsage usage) implements ChatChunk {

		public Usage {
			Objects.requireNonNull(usage, "'usage' must not be null");
		}

		@Override
		public boolean isContent() {
			return false;
		}

	}

	/**
	 * End of the answer's content.
	 *
	 * @param reason why the model stopped
	 * @param rawReason the provider's own word for it, or {@code null}
	 * @param skippedEvents how many undecodable events were left out so far
	 */
	record Finish(FinishReason reason, @Nullable String rawReason, int skippedEvents) implements ChatChunk {

		public Finish {
			Objects.requireNonNull(reason, "'reason' must not be null");
		}

		@Override
		public boolean isContent() {
			return false;
		}

	}

}
