package io.llmrouter.provider.openai;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whole answer or chunk of one, whatever its dialect.
 *
 * @param id the id of the answer, or {@code null}
 * @param model the model that answered, or {@code null}
 * @param choice the choice that counts, or {@code null} where there is none
 * @param usage the usage, or {@code null} where none is told
 */
record WireAnswer(@Nullable String id, @Nullable String model, @Nullable Choice choice, @Nullable TokenUsage usage) {

	/**
	 * Read a whole answer.
	 * @param body the JSON
	 * @return the answer, with its first choice
	 */
	static WireAnswer read(JsonNode body) {
		return read(body, body.path("choices").path(0), "message");
	}

	/**
	 * Read a chunk.
	 * @param body the JSON
	 * @return the chunk, with the choice of index 0
	 */
	static WireAnswer readChunk(JsonNode body) {
		return read(body, firstByIndex(body.path("choices")), "delta");
	}

	private static WireAnswer read(JsonNode body, JsonNode choice, String field) {
		return new WireAnswer(WireMessage.textOrNull(body.path("id")), WireMessage.textOrNull(body.path("model")),
				choice.isObject() ? Choice.read(choice, field) : null, OpenAiUsage.read(usage(body)));
	}

	private static JsonNode firstByIndex(JsonNode choices) {
		for (JsonNode choice : choices) {
			if (choice.path("index").asInt(0) == 0) {
				return choice;
			}
		}
		return choices.path(choices.size());
	}

	/**
	 * Groq put the usage of a stream into an object of its own (page seen 2026-11).
	 * @param body the answer
	 * @return its usage, or a missing node
	 */
	private static JsonNode usage(JsonNode body) {
		JsonNode usage = body.path("usage");
		return usage.isObject() ? usage : body.path("x_groq").path("usage");
	}

	/**
	 * Choice of an answer.
	 *
	 * @param message its message, or the piece of it that a chunk brings
	 * @param rawFinish the reason to finish as the provider words it, or {@code null}
	 * @param error its JSON where it says that it failed, else {@code null}
	 */
	record Choice(WireMessage message, @Nullable String rawFinish, @Nullable JsonNode error) {

		// A stream may bring a whole message where a piece should stand.
		private static Choice read(JsonNode choice, String field) {
			WireMessage message = WireMessage.read(choice.has(field) ? choice.path(field) : choice.path("message"));
			return new Choice(message, WireMessage.textOrNull(choice.path("finish_reason")),
					OpenAiResponseMapper.isError(choice) ? choice : null);
		}

		@Override
		public String toString() {
			return "Choice[" + this.message + ", " + this.rawFinish + "]";
		}

	}

}
