package io.llmrouter.sample.upstream.wire;

import java.time.Instant;

import io.llmrouter.sample.upstream.answer.Answer;
import io.llmrouter.sample.upstream.answer.AnswerComposer;
import io.llmrouter.sample.upstream.answer.AnswerPart;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of one chat completion. A stream begins with the role and ends with the finish
 * reason, the usage where it was asked for, and an end mark; the arguments of calls come
 * in fragments.
 */
final class OpenAiAnswer implements AnswerWriter {

	private static final String DONE = "data: [DONE]\n\n";

	private static final int FRAGMENT_LENGTH = 12;

	private final String id = WireJson.id("chatcmpl-");

	private final long created = Instant.now().getEpochSecond();

	private final Answer answer;

	OpenAiAnswer(Answer answer) {
		this.answer = answer;
	}

	@Override
	public String whole() {
		ObjectNode body = body("chat.completion");
		ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
		ObjectNode message = choice.putObject("message").put("role", "assistant");
		message.put("content", content(this.answer.text())).putNull("refusal");
		if (!this.answer.calls().isEmpty()) {
			ArrayNode calls = message.putArray("tool_calls");
			this.answer.calls().forEach((call) -> addCall(calls.addObject(), call, call.arguments().toString()));
		}
		choice.putNull("logprobs").put("finish_reason", finish());
		body.set("usage", usage());
		return body.toString();
	}

	@Override
	public String head() {
		ObjectNode delta = WireJson.object().put("role", "assistant");
		return chunk(delta.put("content", content("")).putNull("refusal"), null);
	}

	@Override
	public String part(AnswerPart part) {
		if (part instanceof AnswerPart.Token token) {
			return chunk(WireJson.object().put("content", token.text()), null);
		}
		AnswerPart.Call call = (AnswerPart.Call) part;
		ObjectNode first = WireJson.object();
		addCall(first.putArray("tool_calls").addObject().put("index", call.index()), call, "");
		StringBuilder chunks = new StringBuilder(chunk(first, null));
		for (String fragment : AnswerComposer.pieces(call.arguments().toString(), FRAGMENT_LENGTH)) {
			ObjectNode delta = WireJson.object();
			ObjectNode next = delta.putArray("tool_calls").addObject().put("index", call.index());
			next.putObject("function").put("arguments", fragment);
			chunks.append(chunk(delta, null));
		}
		return chunks.toString();
	}

	@Override
	public String end() {
		String end = chunk(WireJson.object(), finish());
		if (this.answer.question().streamUsage()) {
			ObjectNode body = body("chat.completion.chunk");
			body.putArray("choices");
			body.set("usage", usage());
			end += WireJson.event(body);
		}
		return end + DONE;
	}

	@Override
	public String error(String error) {
		return "data: " + error + "\n\n";
	}

	private static void addCall(ObjectNode target, AnswerPart.Call call, String arguments) {
		target.put("id", WireJson.id("call_"))
			.put("type", "function")
			.putObject("function")
			.put("name", call.name())
			.put("arguments", arguments);
	}

	private @Nullable String content(String text) {
		return this.answer.calls().isEmpty() ? text : null;
	}

	private String chunk(ObjectNode delta, @Nullable String finish) {
		ObjectNode body = body("chat.completion.chunk");
		ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
		choice.set("delta", delta);
		choice.putNull("logprobs").put("finish_reason", finish);
		if (this.answer.question().streamUsage()) {
			body.putNull("usage");
		}
		return WireJson.event(body);
	}

	private ObjectNode body(String object) {
		return WireJson.object()
			.put("id", this.id)
			.put("object", object)
			.put("created", this.created)
			.put("model", this.answer.question().model());
	}

	private String finish() {
		return switch (this.answer.finish()) {
			case STOP -> "stop";
			case LENGTH -> "length";
			case TOOL_CALLS -> "tool_calls";
		};
	}

	private JsonNode usage() {
		int input = this.answer.inputTokens();
		int output = this.answer.outputTokens();
		ObjectNode usage = WireJson.object()
			.put("prompt_tokens", input)
			.put("completion_tokens", output)
			.put("total_tokens", input + output);
		// Prompts of less than 1024 tokens are never cached, and this is no reasoning
		// model: OpenAI then reports zeros.
		usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
		usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
		return usage;
	}

}
