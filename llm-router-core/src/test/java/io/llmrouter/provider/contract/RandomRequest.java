package io.llmrouter.provider.contract;

import java.net.URI;
import java.util.List;
import java.util.Random;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatRequestBuilder;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;

/**
 * Requests that use any features together, within the ranges that all providers share.
 */
final class RandomRequest {

	private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},"
			+ "\"required\":[\"a\"],\"additionalProperties\":false}";

	private final Random random;

	private final ChatRequestBuilder builder = ChatRequest.builder();

	private int calls;

	private RandomRequest(Random random) {
		this.random = random;
	}

	static ChatRequest of(Random random) {
		return new RandomRequest(random).build();
	}

	private ChatRequest build() {
		if (maybe()) {
			this.builder.system("Be brief.");
		}
		this.builder.user("Hello");
		for (int turns = this.random.nextInt(3); turns > 0; turns--) {
			addTurn();
		}
		addOptions();
		addTools();
		return this.builder.build();
	}

	private void addTurn() {
		switch (this.random.nextInt(4)) {
			case 0 -> this.builder.message(Message.assistant("Hi")).user("And then?");
			case 1 -> addCalls();
			case 2 ->
				this.builder.message(new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Refusal("I cannot."))))
					.user("Why?");
			default -> this.builder.message(Message.user(new ContentPart.Text("See"), media()));
		}
	}

	private void addCalls() {
		ToolCall first = new ToolCall("call_" + this.calls++, "look", "{\"a\":\"b\"}", null);
		ToolCall second = new ToolCall("call_" + this.calls++, "look", "{}", maybe() ? "c2ln" : null);
		this.builder
			.message(new Message(Message.Role.ASSISTANT, List.of(new ContentPart.Text("Let me see."), first, second)))
			.message(Message.tool(result(first, maybe()), result(second, false)));
	}

	private static ToolResult result(ToolCall call, boolean failed) {
		return new ToolResult(call.id(), call.name(), List.of(new ContentPart.Text("found")), failed);
	}

	private ContentPart media() {
		MediaSource url = new MediaSource.Url(URI.create("https://example.org/a.png"));
		return switch (this.random.nextInt(5)) {
			case 0 -> new ContentPart.Image(url, maybe() ? "low" : null);
			case 1 -> new ContentPart.Audio(bytes("audio/wav"));
			case 2 -> new ContentPart.Document(bytes("application/pdf"), maybe() ? "a.pdf" : null);
			default -> new ContentPart.Image(bytes("image/png"), null);
		};
	}

	private static MediaSource bytes(String type) {
		return new MediaSource.Bytes(type, new byte[] { 1, 2, 3 });
	}

	private void addOptions() {
		this.builder.maxOutputTokens(maybe() ? 2_000 : null)
			.temperature(maybe() ? 0.5 : null)
			.topP(rarely() ? 0.9 : null)
			.topK(rarely() ? 40 : null)
			.frequencyPenalty(rarely() ? 0.1 : null)
			.presencePenalty(rarely() ? -0.1 : null)
			.seed(rarely() ? 42L : null);
		if (rarely()) {
			this.builder.stop("END", "STOP");
		}
		if (rarely()) {
			this.builder
				.reasoningEffort(ReasoningEffort.values()[this.random.nextInt(ReasoningEffort.values().length)]);
		}
		if (rarely()) {
			this.builder
				.responseFormat(maybe() ? ResponseFormat.jsonObject() : ResponseFormat.jsonSchema("answer", SCHEMA));
		}
	}

	private void addTools() {
		if (this.calls == 0 && maybe()) {
			return;
		}
		this.builder.tool(new ToolDefinition("look", maybe() ? "Looks" : null, SCHEMA, maybe()));
		if (maybe()) {
			this.builder.tool(ToolDefinition.of("tell", "Tells", "{\"type\":\"object\"}"));
		}
		if (rarely()) {
			this.builder.toolChoice(switch (this.random.nextInt(4)) {
				case 0 -> ToolChoice.none();
				case 1 -> ToolChoice.required();
				case 2 -> ToolChoice.tool("look");
				default -> ToolChoice.auto();
			});
		}
		if (rarely()) {
			this.builder.parallelToolCalls(maybe());
		}
	}

	private boolean maybe() {
		return this.random.nextBoolean();
	}

	private boolean rarely() {
		return this.random.nextInt(6) == 0;
	}

}
