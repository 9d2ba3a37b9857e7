package io.llmrouter.route;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.AnswerAssembler;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatResponse;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a stream has seen so far, so that another candidate may go on with
 * it. An answer that holds a fragment of a tool call, a signature or more than half a
 * million characters cannot be resumed: no other answer would be the same, or the router
 * would have to keep too much. Used by one subscription; its signals are serial.
 */
final class ShownAnswer {

	private static final int MAX_CHARACTERS = 1 << 19;

	private final List<Run> runs = new ArrayList<>();

	private final List<ChatChunk> others = new ArrayList<>();

	private int characters;

	private boolean unique;

	/**
	 * Take note of a chunk that goes to the caller.
	 * @param chunk the chunk
	 */
	void add(ChatChunk chunk) {
		Run.Kind kind = Run.Kind.of(chunk);
		if (kind == null) {
			this.unique |= chunk.isContent();
			if (this.others.size() < Run.MAX_OTHERS) {
				this.others.add(chunk);
			}
			return;
		}
		String text = kind.text(chunk);
		if (text.isEmpty()) {
			return;
		}
		this.characters += text.length();
		if (this.characters > MAX_CHARACTERS || this.characters < 0) {
			this.unique = true;
			return;
		}
		last(kind).text().append(text);
	}

	private Run last(Run.Kind kind) {
		Run last = this.runs.isEmpty() ? null : this.runs.get(this.runs.size() - 1);
		if (last != null && last.kind() == kind) {
			return last;
		}
		Run next = new Run(kind, new StringBuilder());
		this.runs.add(next);
		return next;
	}

	/**
	 * Return whether another answer could begin with the same content.
	 * @return whether it could
	 */
	boolean isResumable() {
		return !this.unique;
	}

	List<Run> runs() {
		return this.runs;
	}

	/**
	 * Return what was shown as an answer without an end.
	 * @param provider the provider that gave it
	 * @return the answer; without the text beyond the first half million characters
	 */
	ChatResponse toResponse(String provider) {
		AnswerAssembler assembler = new AnswerAssembler(provider);
		this.others.stream().filter((chunk) -> !chunk.isContent()).forEach(assembler::add);
		this.runs.forEach((run) -> assembler.add(run.toChunk()));
		this.others.stream().filter(ChatChunk::isContent).forEach(assembler::add);
		return assembler.toResponse();
	}

	/**
	 * Consecutive content of one kind.
	 *
	 * @param kind the kind
	 * @param text the content so far
	 */
	record Run(Kind kind, StringBuilder text) {

		private static final int MAX_OTHERS = 4096;

		ChatChunk toChunk() {
			return this.kind.chunk(this.text.toString());
		}

		/**
		 * Kinds of content that two answers can share.
		 */
		enum Kind {

			TEXT, REASONING, REFUSAL;

			static @Nullable Kind of(ChatChunk chunk) {
				if (chunk instanceof ChatChunk.TextDelta) {
					return TEXT;
				}
				if (chunk instanceof ChatChunk.RefusalDelta) {
					return REFUSAL;
				}
				boolean plain = chunk instanceof ChatChunk.ReasoningDelta reasoning && reasoning.signature() == null
						&& reasoning.redacted() == null;
				return plain ? REASONING : null;
			}

			String text(ChatChunk chunk) {
				if (chunk instanceof ChatChunk.ReasoningDelta reasoning) {
					return reasoning.reasoning();
				}
				return (chunk instanceof ChatChunk.RefusalDelta refusal) ? refusal.refusal() : chunk.text();
			}

			ChatChunk chunk(String text) {
				return switch (this) {
					case TEXT -> new ChatChunk.TextDelta(text);
					case REASONING -> new ChatChunk.ReasoningDelta(text, null, null);
					case REFUSAL -> new ChatChunk.RefusalDelta(text);
				};
			}

		}

	}

}
