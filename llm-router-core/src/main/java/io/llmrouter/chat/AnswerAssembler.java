package io.llmrouter.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Assembler of a whole answer from the chunks of a stream, for a caller who shows an
 * answer while it comes and keeps it afterwards. Consecutive pieces of one kind are one
 * part; the fragments of tool calls are put together by their index and stand at the end.
 * Its memory grows with the answer. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class AnswerAssembler {

	private final String provider;

	private final List<ContentPart> parts = new ArrayList<>();

	private final StringBuilder run = new StringBuilder();

	private final Map<Integer, Call> calls = new TreeMap<>();

	private @Nullable Kind kind;

	private @Nullable String signature;

	private ChatChunk.@Nullable Start start;

	private ChatChunk.@Nullable Finish finish;

	private @Nullable TokenUsage usage;

	/**
	 * Create an assembler.
	 * @param provider the provider to name in the answer where the stream names none
	 */
	public AnswerAssembler(String provider) {
		this.provider = provider;
	}

	/**
	 * Add the next chunk.
	 * @param chunk the chunk
	 */
	public void add(ChatChunk chunk) {
		if (chunk instanceof ChatChunk.TextDelta text) {
			append(Kind.TEXT, text.text());
		}
		else if (chunk instanceof ChatChunk.ReasoningDelta reasoning) {
			addReasoning(reasoning);
		}
		else if (chunk instanceof ChatChunk.RefusalDelta refusal) {
			append(Kind.REFUSAL, refusal.refusal());
		}
		else if (chunk instanceof ChatChunk.ToolCallDelta call) {
			this.calls.computeIfAbsent(call.index(), (index) -> new Call()).add(call);
		}
		else if (chunk instanceof ChatChunk.Start value) {
			this.start = value;
		}
		else if (chunk instanceof ChatChunk.Usage value) {
			this.usage = value.usage();
		}
		else if (chunk instanceof ChatChunk.Finish value) {
			this.finish = value;
		}
	}

	/**
	 * Return the answer as far as it came.
	 * @return the answer; its finish reason is {@link FinishReason#UNKNOWN} where the
	 * stream told none
	 */
	public ChatResponse toResponse() {
		endRun();
		List<ContentPart> content = new ArrayList<>(this.parts);
		this.calls.forEach((index, call) -> content.add(call.toCall(index)));
		String answering = (this.start != null) ? this.start.provider() : this.provider;
		String id = (this.start != null) ? this.start.id() : null;
		String model = (this.start != null) ? this.start.model() : null;
		FinishReason reason = (this.finish != null) ? this.finish.reason() : FinishReason.UNKNOWN;
		String rawReason = (this.finish != null) ? this.finish.rawReason() : null;
		int skipped = (this.finish != null) ? this.finish.skippedEvents() : 0;
		return new ChatResponse(answering, id, model, content, reason, rawReason, this.usage, skipped);
	}

	// Thoughts with a signature are a part of their own: the signature proves just them.
	private void addReasoning(ChatChunk.ReasoningDelta reasoning) {
		if (reasoning.redacted() != null) {
			endRun();
			this.parts
				.add(new ContentPart.Reasoning(reasoning.reasoning(), reasoning.signature(), reasoning.redacted()));
			return;
		}
		append(Kind.REASONING, reasoning.reasoning());
		if (reasoning.signature() != null) {
			this.signature = reasoning.signature();
			endRun();
		}
	}

	private void append(Kind next, String text) {
		if (this.kind != next) {
			endRun();
			this.kind = next;
		}
		this.run.append(text);
	}

	private void endRun() {
		Kind ended = this.kind;
		this.kind = null;
		if (ended != null && (!this.run.isEmpty() || this.signature != null)) {
			this.parts.add(part(ended, this.run.toString()));
		}
		this.run.setLength(0);
		this.signature = null;
	}

	private ContentPart part(Kind ended, String text) {
		return switch (ended) {
			case TEXT -> new ContentPart.Text(text);
			case REASONING -> new ContentPart.Reasoning(text, this.signature, null);
			case REFUSAL -> new ContentPart.Refusal(text);
		};
	}

	@Override
	public String toString() {
		return "AnswerAssembler[parts=" + this.parts.size() + ", calls=" + this.calls.size() + "]";
	}

	/**
	 * Kinds of content that come as text.
	 */
	private enum Kind {

		TEXT, REASONING, REFUSAL

	}

	/**
	 * Tool call whose fragments still come.
	 */
	private static final class Call {

		private final StringBuilder arguments = new StringBuilder();

		private @Nullable String id;

		private @Nullable String name;

		private @Nullable String signature;

		void add(ChatChunk.ToolCallDelta fragment) {
			this.id = (this.id != null) ? this.id : fragment.id();
			this.name = (this.name != null) ? this.name : fragment.name();
			this.signature = (fragment.signature() != null) ? fragment.signature() : this.signature;
			this.arguments.append(fragment.arguments());
		}

		ToolCall toCall(int index) {
			return new ToolCall((this.id != null) ? this.id : "call_" + index, (this.name != null) ? this.name : "",
					this.arguments.toString(), this.signature);
		}

	}

}
