package io.llmrouter.gateway.openai;

import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;

import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of answers as chat completions, whole and streamed. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ChatAnswerWriter {

	private final AnswerJson json;

	private final Supplier<String> ids;

	private final Supplier<Instant> clock;

	/**
	 * Create a writer.
	 * @param json the JSON mapper
	 * @param ids makes ids for answers whose provider gave none
	 * @param clock tells when an answer was made
	 */
	public ChatAnswerWriter(JsonMapper json, Supplier<String> ids, Supplier<Instant> clock) {
		this.json = new AnswerJson(json);
		this.ids = ids;
		this.clock = clock;
	}

	/**
	 * Write a whole answer.
	 * @param response the answer
	 * @param model the model as the caller named it, told where the provider names none
	 * @return the JSON
	 */
	public byte[] write(ChatResponse response, String model) {
		ObjectNode body = this.json.object();
		body.put("id", (response.id() != null) ? response.id() : this.ids.get());
		body.put("object", "chat.completion").put("created", this.clock.get().getEpochSecond());
		body.put("model", Objects.requireNonNullElse(response.model(), model));
		ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
		writeMessage(choice.putObject("message"), response);
		boolean refused = response.content().stream().anyMatch(ContentPart.Refusal.class::isInstance);
		choice.putNull("logprobs");
		choice.put("finish_reason",
				AnswerJson.finishReason(response.finishReason(), refused, !response.toolCalls().isEmpty()));
		AnswerJson.writeUsage(body, response.usage());
		return this.json.bytes(body);
	}

	private static void writeMessage(ObjectNode message, ChatResponse response) {
		message.put("role", "assistant");
		boolean text = response.content().stream().anyMatch(ContentPart.Text.class::isInstance);
		message.put("content", text ? response.text() : null);
		message.put("refusal", refusal(response));
		message.putArray("annotations");
		ReasoningJson.write(message, response.content());
		if (!response.toolCalls().isEmpty()) {
			ArrayNode calls = message.putArray("tool_calls");
			for (ToolCall call : response.toolCalls()) {
				AnswerJson.writeToolCall(calls.addObject(), call.id(), call.name(), call.arguments(), call.signature());
			}
		}
	}

	private static @Nullable String refusal(ChatResponse response) {
		StringBuilder refusal = new StringBuilder();
		boolean refused = false;
		for (ContentPart part : response.content()) {
			if (part instanceof ContentPart.Refusal words) {
				refused = true;
				refusal.append(words.text());
			}
		}
		return refused ? refusal.toString() : null;
	}

	/**
	 * Start a stream.
	 * @param model the model as the caller named it, told where the provider names none
	 * @param includeUsage whether the stream ends with the usage
	 * @return the writer of its events
	 */
	public ChatStreamWriter stream(String model, boolean includeUsage) {
		return new ChatStreamWriter(this.json, this.ids.get(), this.clock.get(), model, includeUsage);
	}

}
