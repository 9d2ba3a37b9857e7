package io.llmrouter.gateway.openai;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of errors. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ErrorWriter {

	private final AnswerJson json;

	/**
	 * Create a writer.
	 * @param json the JSON mapper
	 */
	public ErrorWriter(JsonMapper json) {
		this.json = new AnswerJson(json);
	}

	/**
	 * Write an error.
	 * @param error the error
	 * @return the JSON
	 */
	public byte[] write(GatewayError error) {
		ObjectNode body = this.json.object();
		body.putObject("error")
			.put("message", error.message())
			.put("type", error.type())
			.put("param", error.param())
			.put("code", error.code());
		return this.json.bytes(body);
	}

}
