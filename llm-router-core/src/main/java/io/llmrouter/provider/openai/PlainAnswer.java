package io.llmrouter.provider.openai;

import java.util.function.Consumer;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Reader of the form that nearly all answers and chunks have: one choice with text,
 * thoughts or a reason to finish, and perhaps the usage. It goes through the JSON once
 * and builds no tree, which takes half of the time. Whatever has another form, tool
 * calls, refusals and failures among them, is not read here at all: it is left to
 * {@link WireAnswer#read}, to which this must give the same result. Used once.
 */
final class PlainAnswer {

	private final JsonParser parser;

	private int seen;

	private boolean strange;

	private @Nullable String id;

	private @Nullable String model;

	private boolean choice;

	private @Nullable String text;

	private @Nullable String reasoning;

	private @Nullable String otherReasoning;

	private @Nullable String rawFinish;

	private @Nullable TokenUsage usage;

	private PlainAnswer(JsonParser parser) {
		this.parser = parser;
	}

	/**
	 * Read a whole answer.
	 * @param json the JSON mapper
	 * @param body the answer
	 * @return the answer, or {@code null} where it has another form
	 */
	static @Nullable WireAnswer read(JsonMapper json, byte[] body) {
		try (JsonParser parser = json.tokenStreamFactory().createParser(ObjectReadContext.empty(), body)) {
			return new PlainAnswer(parser).read("message");
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Read a chunk.
	 * @param json the JSON mapper
	 * @param data the data of the event
	 * @return the chunk, or {@code null} where it has another form
	 */
	static @Nullable WireAnswer readChunk(JsonMapper json, String data) {
		try (JsonParser parser = json.tokenStreamFactory().createParser(ObjectReadContext.empty(), data)) {
			return new PlainAnswer(parser).read("delta");
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private @Nullable WireAnswer read(String message) {
		if (this.parser.nextToken() != JsonToken.START_OBJECT) {
			return null;
		}
		fields((name) -> readField(name, message));
		if (this.strange || this.parser.nextToken() != null) {
			return null;
		}
		return new WireAnswer(unlessBlank(this.id), unlessBlank(this.model), this.choice ? choice() : null, this.usage);
	}

	private WireAnswer.Choice choice() {
		String thoughts = orEmpty(this.reasoning);
		WireMessage message = new WireMessage(orEmpty(this.text),
				thoughts.isEmpty() ? orEmpty(this.otherReasoning) : thoughts, "", MissingNode.getInstance());
		return new WireAnswer.Choice(message, unlessBlank(this.rawFinish), null);
	}

	private void fields(Consumer<String> field) {
		String name = this.parser.nextName();
		while (name != null && !this.strange) {
			field.accept(name);
			name = this.strange ? null : this.parser.nextName();
		}
	}

	private void readField(String name, String message) {
		switch (name) {
			case "id" -> {
				this.id = string(1);
			}
			case "model" -> {
				this.model = string(1 << 1);
			}
			case "choices" -> readChoices(message);
			case "usage" -> readUsage();
			case "error", "x_groq" -> absent();
			default -> skip();
		}
	}

	private void readChoices(String message) {
		once(1 << 2);
		if (this.parser.nextToken() != JsonToken.START_ARRAY) {
			this.strange = true;
			return;
		}
		JsonToken first = this.parser.nextToken();
		if (first == JsonToken.START_OBJECT) {
			this.choice = true;
			fields((name) -> readChoice(name, message));
			first = this.strange ? first : this.parser.nextToken();
		}
		this.strange |= first != JsonToken.END_ARRAY;
	}

	private void readChoice(String name, String message) {
		switch (name) {
			case "index" -> {
				once(1 << 3);
				this.strange |= this.parser.nextToken() != JsonToken.VALUE_NUMBER_INT
						|| !"0".equals(this.parser.getString());
			}
			case "finish_reason" -> {
				this.rawFinish = string(1 << 4);
				this.strange |= OpenAiFinish.failure(this.rawFinish) != null;
			}
			case "error", "x_groq" -> absent();
			case "message", "delta" -> readMessage(name.equals(message));
			default -> skip();
		}
	}

	private void readMessage(boolean expected) {
		once(1 << 5);
		this.strange |= !expected || this.parser.nextToken() != JsonToken.START_OBJECT;
		if (!this.strange) {
			fields(this::readMessage);
		}
	}

	private void readMessage(String name) {
		switch (name) {
			case "content" -> {
				this.text = string(1 << 6);
			}
			case "reasoning_content" -> {
				this.reasoning = string(1 << 7);
			}
			case "reasoning" -> {
				this.otherReasoning = string(1 << 8);
			}
			case "refusal", "tool_calls" -> absent();
			default -> skip();
		}
	}

	private void readUsage() {
		once(1 << 9);
		JsonToken token = this.parser.nextToken();
		if (token == JsonToken.START_OBJECT) {
			UsageFields fields = PlainUsage.read(this.parser);
			this.strange |= fields == null;
			this.usage = (fields != null) ? fields.toUsage() : null;
			return;
		}
		this.strange |= token != JsonToken.VALUE_NULL;
	}

	// The last of two fields of one name would count.
	private void once(int field) {
		this.strange |= (this.seen & field) != 0;
		this.seen |= field;
	}

	private @Nullable String string(int field) {
		once(field);
		JsonToken token = this.parser.nextToken();
		if (token == JsonToken.VALUE_STRING) {
			return this.parser.getString();
		}
		this.strange |= token != JsonToken.VALUE_NULL;
		return null;
	}

	private void absent() {
		this.strange |= this.parser.nextToken() != JsonToken.VALUE_NULL;
	}

	private void skip() {
		this.parser.nextToken();
		this.parser.skipChildren();
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

	private static @Nullable String unlessBlank(@Nullable String text) {
		return (text == null || text.isBlank()) ? null : text;
	}

}
