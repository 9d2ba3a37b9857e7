package io.llmrouter.gateway.openai;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parsing of the body of a request.
 */
final class RequestJson {

	private RequestJson() {
	}

	/**
	 * Parse a body.
	 * @param json the JSON mapper
	 * @param body the body
	 * @return the object
	 * @throws GatewayException when it is no JSON object
	 */
	static JsonNode parse(JsonMapper json, byte[] body) {
		JsonNode tree = tree(json, body);
		if (!tree.isObject()) {
			throw noJson();
		}
		return tree;
	}

	private static JsonNode tree(JsonMapper json, byte[] body) {
		try {
			return json.readTree(body);
		}
		catch (JacksonException ex) {
			// Its message quotes the body.
			throw noJson();
		}
	}

	private static GatewayException noJson() {
		return GatewayError
			.invalid(400, null, null,
					"We could not parse the JSON body of your request. The endpoint expects a JSON object in UTF-8.")
			.exception();
	}

}
