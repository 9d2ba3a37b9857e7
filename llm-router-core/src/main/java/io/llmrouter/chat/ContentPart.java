package io.llmrouter.chat;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Part of a message or an answer. The text form of a part tells its size, never its
 * content, so that no prompt or completion reaches a log.
 *
 * @since 0.1.0
 */
public sealed interface ContentPart permits ContentPart.Text, ContentPart.Reasoning, ContentPart.Refusal,
		ContentPart.Image, ContentPart.Audio, ContentPart.Document, ToolCall, ToolResult {

	/**
	 * Plain text.
	 *
	 * @param text the text; {@code null} from code without null checks becomes empty and
	 * is refused when the request is sent
	 */
	record Text(String text) implements ContentPart {

		public Text {
			text = Objects.requireNonNullElse(text, "");
		}

		@Override
		public String toString() {
			return "Text[" + this.text.length() + " characters]";
		}

	}

	/**
	 * What the model thought. Sent back unchanged in tool loops, where a provider checks
	 * its signature.
	 *
	 * @param text the thoughts, empty where the provider hides them
	 * @param signature the provider's proof of origin, or {@code null}
	 * @param redacted the encrypted thoughts of a provider that hides them, or
	 * {@code null}
	 */
	record Reasoning(String text, @Nullable String signature, @Nullable String redacted) implements ContentPart {

		public Reasoning {
			Objects.requireNonNull(text, "'text' must not be null");
		}

		@Override
		public String toString() {
			return "Reasoning[" + this.text.length() + " characters]";
		}

	}

	/**
	 * What the model said when it declined to answer.
	 *
	 * @param text the model's words
	 */
	record Refusal(String text) implements ContentPart {

		public Refusal {
			Objects.requireNonNull(text, "'text' must not be null");
		}

		@Override
		public String toString() {
			return "Refusal[" + this.text.length() + " characters]";
		}

	}

	/**
	 * Picture.
	 *
	 * @param source where the bytes come from
	 * @param detail the resolution the model should look at ({@code low}, {@code high},
	 * {@code auto}), or {@code null} for the provider's choice
	 */
	record Image(MediaSource source, @Nullable String detail) implements ContentPart {

		public Image {
			Objects.requireNonNull(source, "'source' must not be null");
		}

	}

	/**
	 * Sound.
	 *
	 * @param source where the bytes come from
	 */
	record Audio(MediaSource source) implements ContentPart {

		public Audio {
			Objects.requireNonNull(source, "'source' must not be null");
		}

	}

	/**
	 * Document, for example a PDF.
	 *
	 * @param source where the bytes come from
	 * @param fileName the name shown to the model, or {@code null}
	 */
	record Document(MediaSource source, @Nullable String fileName) implements ContentPart {

		public Document {
			Objects.requireNonNull(source, "'source' must not be null");
		}

		@Override
		public String toString() {
			return "Document[" + this.source + "]";
		}

	}

}
