package io.llmrouter.sample.upstream.wire;

import io.llmrouter.sample.upstream.answer.Answer;
import io.llmrouter.sample.upstream.answer.AnswerComposer;
import io.llmrouter.sample.upstream.answer.AnswerPart;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of one message. A stream is a sequence of blocks, one for the text and one for
 * each call; the output tokens are told at the start (1) and at the end (all).
 */
final class AnthropicAnswer implements AnswerWriter {

	private static final int FRAGMENT_LENGTH = 12;

	private final Answer answer;

	private int block = -1;

	private boolean open;

	AnthropicAnswer(Answer answer) {
		this.answer = answer;
	}

	@Override
	public String whole() {
		ObjectNode message = message();
		ArrayNode content = message.putArray("content");
		if (!this.answer.text().isEmpty()) {
			content.addObject().put("type", "text").put("text", this.answer.text());
		}
		this.answer.calls().forEach((call) -> content.add(toolUse(call, call.arguments())));
		message.put("stop_reason", stopReason()).putNull("stop_sequence");
		message.set("usage", usage(this.answer.outputTokens()));
		return message.toString();
	}

	@Override
	public String head() {
		ObjectNode message = message();
		message.putArray("content");
		message.putNull("stop_reason").putNull("stop_sequence").set("usage", usage(1));
		ObjectNode start = event("message_start");
		start.set("message", message);
		return WireJson.event("message_start", start) + WireJson.event("ping", event("ping"));
	}

	@Override
	public String part(AnswerPart part) {
		if (part instanceof AnswerPart.Token token) {
			String start = this.open ? "" : start(WireJson.object().put("type", "text").put("text", ""));
			return start + delta(WireJson.object().put("type", "text_delta").put("text", token.text()));
		}
		AnswerPart.Call call = (AnswerPart.Call) part;
		StringBuilder events = new StringBuilder(stop()).append(start(toolUse(call, WireJson.object())));
		for (String fragment : AnswerComposer.pieces(call.arguments().toString(), FRAGMENT_LENGTH)) {
			events.append(delta(WireJson.object().put("type", "input_json_delta").put("partial_json", fragment)));
		}
		return events.append(stop()).toString();
	}

	@Override
	public String end() {
		ObjectNode delta = event("message_delta");
		delta.putObject("delta").put("stop_reason", stopReason()).putNull("stop_sequence");
		delta.putObject("usage").put("output_tokens", this.answer.outputTokens());
		return stop() + WireJson.event("message_delta", delta) + WireJson.event("message_stop", event("message_stop"));
	}

	@Override
	public String error(String error) {
		return "event: error\ndata: " + error + "\n\n";
	}

	private String start(ObjectNode content) {
		this.open = true;
		this.block++;
		ObjectNode start = event("content_block_start").put("index", this.block);
		start.set("content_block", content);
		return WireJson.event("content_block_start", start);
	}

	private String delta(ObjectNode content) {
		ObjectNode delta = event("content_block_delta").put("index", this.block);
		delta.set("delta", content);
		return WireJson.event("content_block_delta", delta);
	}

	private String stop() {
		if (!this.open) {
			return "";
		}
		this.open = false;
		return WireJson.event("content_block_stop", event("content_block_stop").put("index", this.block));
	}

	private static ObjectNode toolUse(AnswerPart.Call call, JsonNode input) {
		ObjectNode block = WireJson.object()
			.put("type", "tool_use")
			.put("id", WireJson.id("toolu_"))
			.put("name", call.name());
		block.set("input", input);
		return block;
	}

	private static ObjectNode event(String type) {
		return WireJson.object().put("type", type);
	}

	private ObjectNode message() {
		return WireJson.object()
			.put("id", WireJson.id("msg_"))
			.put("type", "message")
			.put("role", "assistant")
			.put("model", this.answer.question().model());
	}

	private String stopReason() {
		return switch (this.answer.finish()) {
			case STOP -> "end_turn";
			case LENGTH -> "max_tokens";
			case TOOL_CALLS -> "tool_use";
		};
	}

	private JsonNode usage(int output) {
		return WireJson.object()
			.put("input_tokens", this.answer.inputTokens())
			.put("cache_creation_input_tokens", 0)
			.put("cache_read_input_tokens", 0)
			.put("output_tokens", output);
	}

}
