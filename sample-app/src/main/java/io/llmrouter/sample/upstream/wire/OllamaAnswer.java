package io.llmrouter.sample.upstream.wire;

import java.time.Duration;
import java.time.Instant;

import io.llmrouter.sample.upstream.answer.Answer;
import io.llmrouter.sample.upstream.answer.AnswerPart;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of one answer of Ollama. A stream is a line for each part and a last one that is
 * done, with the tokens used; calls come in one piece, their arguments as an object.
 */
final class OllamaAnswer implements AnswerWriter {

	private static final long LOAD_NANOS = 1_334_875;

	private final Instant start = Instant.now();

	private final Answer answer;

	OllamaAnswer(Answer answer) {
		this.answer = answer;
	}

	@Override
	public String whole() {
		ObjectNode body = body(this.answer.text());
		this.answer.calls().forEach((call) -> addCall(body, call));
		return done(body).toString();
	}

	@Override
	public String head() {
		return "";
	}

	@Override
	public String part(AnswerPart part) {
		ObjectNode line = body((part instanceof AnswerPart.Token token) ? token.text() : "");
		if (part instanceof AnswerPart.Call call) {
			addCall(line, call);
		}
		return line.put("done", false) + "\n";
	}

	@Override
	public String end() {
		return done(body("")) + "\n";
	}

	@Override
	public String error(String error) {
		return error + "\n";
	}

	private ObjectNode body(String text) {
		ObjectNode body = WireJson.object()
			.put("model", this.answer.question().model())
			.put("created_at", Instant.now().toString());
		body.putObject("message").put("role", "assistant").put("content", text);
		return body;
	}

	private static void addCall(ObjectNode body, AnswerPart.Call call) {
		ObjectNode target = body.withObjectProperty("message").withArrayProperty("tool_calls").addObject();
		target.put("id", WireJson.id("call_"))
			.putObject("function")
			.put("index", call.index())
			.put("name", call.name())
			.set("arguments", call.arguments());
	}

	private ObjectNode done(ObjectNode body) {
		long total = Duration.between(this.start, Instant.now()).toNanos() + LOAD_NANOS;
		return body.put("done_reason", (this.answer.finish() == Answer.Finish.LENGTH) ? "length" : "stop")
			.put("done", true)
			.put("total_duration", total)
			.put("load_duration", LOAD_NANOS)
			.put("prompt_eval_count", this.answer.inputTokens())
			.put("eval_count", this.answer.outputTokens());
	}

}
