package io.llmrouter.sample.upstream.wire;

import io.llmrouter.sample.upstream.answer.Answer;
import io.llmrouter.sample.upstream.answer.AnswerPart;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of one answer of Gemini. Every event of a stream is a whole answer with the next
 * part and the tokens so far; calls come in one piece, the first with a signature; there
 * is no end mark.
 */
final class GeminiAnswer implements AnswerWriter {

	private static final String SIGNATURE = "c2ltdWxhdGVk";

	private final String id = WireJson.id("");

	private final Answer answer;

	private int written;

	GeminiAnswer(Answer answer) {
		this.answer = answer;
	}

	@Override
	public String whole() {
		ArrayNode parts = WireJson.array();
		if (!this.answer.text().isEmpty()) {
			parts.addObject().put("text", this.answer.text());
		}
		this.answer.calls().forEach((call) -> addCall(parts.addObject(), call));
		return body(parts, finishReason(), this.answer.outputTokens()).toString();
	}

	@Override
	public String head() {
		return "";
	}

	@Override
	public String part(AnswerPart part) {
		this.written += part.length();
		ArrayNode parts = WireJson.array();
		if (part instanceof AnswerPart.Token token) {
			parts.addObject().put("text", token.text());
		}
		else if (part instanceof AnswerPart.Call call) {
			addCall(parts.addObject(), call);
		}
		return WireJson.event(body(parts, null, Answer.tokens(this.written)));
	}

	@Override
	public String end() {
		ArrayNode parts = WireJson.array();
		parts.addObject().put("text", "");
		return WireJson.event(body(parts, finishReason(), this.answer.outputTokens()));
	}

	@Override
	public String error(String error) {
		return "data: " + error + "\n\n";
	}

	private static void addCall(ObjectNode part, AnswerPart.Call call) {
		part.putObject("functionCall")
			.put("id", WireJson.id("fc_"))
			.put("name", call.name())
			.set("args", call.arguments());
		if (call.index() == 0) {
			part.put("thoughtSignature", SIGNATURE);
		}
	}

	private ObjectNode body(ArrayNode parts, @Nullable String finishReason, int output) {
		ObjectNode body = WireJson.object();
		ObjectNode candidate = body.putArray("candidates").addObject();
		candidate.putObject("content").put("role", "model").set("parts", parts);
		if (finishReason != null) {
			candidate.put("finishReason", finishReason);
		}
		candidate.put("index", 0);
		int input = this.answer.inputTokens();
		body.putObject("usageMetadata")
			.put("promptTokenCount", input)
			.put("candidatesTokenCount", output)
			.put("totalTokenCount", input + output);
		return body.put("modelVersion", this.answer.question().model()).put("responseId", this.id);
	}

	private String finishReason() {
		return (this.answer.finish() == Answer.Finish.LENGTH) ? "MAX_TOKENS" : "STOP";
	}

}
