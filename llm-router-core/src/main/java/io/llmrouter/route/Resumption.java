package io.llmrouter.route;

import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.route.ShownAnswer.Run;
import org.jspecify.annotations.Nullable;

/**
 * Comparison of a new answer with what the caller has seen of the one that broke. As long
 * as both are the same, the new one is swallowed; what goes beyond is let through. Used
 * by one subscription; its signals are serial.
 */
final class Resumption {

	private final List<Run> shown;

	private int run;

	private int offset;

	Resumption(ShownAnswer shown) {
		this.shown = List.copyOf(shown.runs());
	}

	/**
	 * Take the next chunk of the new answer.
	 * @param chunk the chunk
	 * @return what of it the caller has not seen, or {@code null} where that is nothing
	 * @throws Difference when the new answer is not the one that was shown
	 */
	@Nullable ChatChunk accept(ChatChunk chunk) throws Difference {
		if (chunk instanceof ChatChunk.Start) {
			return null;
		}
		if (isCaughtUp()) {
			return chunk;
		}
		Run.Kind kind = Run.Kind.of(chunk);
		if (kind != null) {
			String rest = swallow(kind, kind.text(chunk));
			return rest.isEmpty() ? null : kind.chunk(rest);
		}
		if (chunk instanceof ChatChunk.Usage) {
			return chunk;
		}
		throw new Difference();
	}

	/**
	 * Return whether the new answer holds all that was shown.
	 * @return whether it does
	 */
	boolean isCaughtUp() {
		return this.run >= this.shown.size();
	}

	private String swallow(Run.Kind kind, String text) throws Difference {
		String rest = text;
		while (!rest.isEmpty() && !isCaughtUp()) {
			Run expected = this.shown.get(this.run);
			int length = Math.min(rest.length(), expected.text().length() - this.offset);
			if (expected.kind() != kind || !rest.regionMatches(0,
					expected.text().substring(this.offset, this.offset + length), 0, length)) {
				throw new Difference();
			}
			this.offset += length;
			rest = rest.substring(length);
			if (this.offset == expected.text().length()) {
				this.run++;
				this.offset = 0;
			}
		}
		return rest;
	}

	/**
	 * Signal that the new answer is another one. Without a stack trace; never leaves the
	 * router.
	 */
	static final class Difference extends Exception {

		private static final long serialVersionUID = 1L;

		Difference() {
			super("The answer differs from what was shown", null, false, false);
		}

	}

}
