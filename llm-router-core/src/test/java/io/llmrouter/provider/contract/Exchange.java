package io.llmrouter.provider.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

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
 * Kinds of exchange that are recorded for every wire, in
 * {@code <wire>/exchanges/<kind>/}: the {@code request.json} that we send, the
 * {@code answer.json} and the {@code stream} that come back, and in {@code expected.json}
 * what both of them say.
 */
enum Exchange {

	TEXT((request) -> request.system("Be brief.").user("Say hello.").maxOutputTokens(100).temperature(0.5), true,
			false),

	STREAM((request) -> request.system("Be brief.").user("Say hello.").topP(0.9).stop("END"), false, true),

	TOOLS((request) -> request.user("How is the weather in Bern?").tool(weather()).toolChoice(ToolChoice.auto())),

	PARALLEL_TOOLS((request) -> request.user("And is it warmer there, or in Oslo?")
		.message(new Message(Message.Role.ASSISTANT,
				List.of(new ToolCall("call_0", "place", "{\"of\":\"there\"}", null))))
		.message(Message.tool(new ToolResult("call_0", "place", List.of(new ContentPart.Text("Bern")), false)))
		.tool(weather())
		.tool(ToolDefinition.of("place", "Finds a place", "{\"type\":\"object\"}"))),

	JSON_SCHEMA((request) -> request.user("How is the weather in Bern?")
		.responseFormat(ResponseFormat.jsonSchema("weather",
				"{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
						+ "\"degrees\":{\"type\":\"integer\"}},\"required\":[\"city\",\"degrees\"],"
						+ "\"additionalProperties\":false}"))),

	IMAGE((request) -> request.message(Message.user(new ContentPart.Text("What is this?"),
			new ContentPart.Image(new MediaSource.Bytes("image/png", new byte[] { 1, 2, 3 }), null)))),

	REASONING((request) -> request.user("What is 17 times 3?").reasoningEffort(ReasoningEffort.LOW)),

	REFUSAL((request) -> request.user("How do I break into a house?")),

	CACHE((request) -> request.system("A long text that was asked about before.").user("Is it long?")),

	EMPTY((request) -> request.user("Say nothing.")),

	ERROR_MID_STREAM((request) -> request.user("Say hello."), false, true);

	private final UnaryOperator<ChatRequestBuilder> request;

	private final boolean whole;

	private final boolean streamed;

	Exchange(UnaryOperator<ChatRequestBuilder> request) {
		this(request, true, true);
	}

	Exchange(UnaryOperator<ChatRequestBuilder> request, boolean whole, boolean streamed) {
		this.request = request;
		this.whole = whole;
		this.streamed = streamed;
	}

	ChatRequest request() {
		return this.request.apply(ChatRequest.builder()).build();
	}

	private static ToolDefinition weather() {
		return ToolDefinition.of("weather", "Tells the weather",
				"{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}");
	}

	static List<Exchange> whole() {
		return Arrays.stream(values()).filter((exchange) -> exchange.whole).toList();
	}

	static List<Exchange> streamed() {
		return Arrays.stream(values()).filter((exchange) -> exchange.streamed).toList();
	}

	String code() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Return the name of a recorded file.
	 * @param wire the wire
	 * @param file the file
	 * @return its path among the test resources
	 */
	String file(Wire wire, String file) {
		return wire.name() + "/exchanges/" + code() + "/" + file;
	}

	String stream(Wire wire) {
		return file(wire, "stream." + wire.extension());
	}

}
