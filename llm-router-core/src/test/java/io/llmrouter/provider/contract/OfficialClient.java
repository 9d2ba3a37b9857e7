package io.llmrouter.provider.contract;

import java.net.URI;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider's own client, as the tests compare it with ours.
 */
interface OfficialClient {

	/**
	 * Ask for a whole answer.
	 * @param baseUrl where
	 * @return what it says, in the form of {@link Folded}
	 */
	ObjectNode whole(URI baseUrl);

	/**
	 * Ask for a stream.
	 * @param baseUrl where
	 * @return what it says, in the form of {@link Folded}
	 */
	ObjectNode stream(URI baseUrl);

	static ObjectNode folded(String id, String model) {
		return JsonMapper.shared().createObjectNode().put("id", id).put("model", model);
	}

	static void put(ObjectNode folded, String field, String value) {
		if (!value.isEmpty()) {
			folded.put(field, folded.path(field).asString("") + value);
		}
	}

	static void putCall(ObjectNode folded, String id, String name, String arguments) {
		folded.withArray("toolCalls")
			.addObject()
			.put("id", id)
			.put("name", name)
			.set("arguments", JsonMapper.shared().readTree(arguments));
	}

}
