package io.llmrouter.sample.upstream.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.llmrouter.sample.upstream.answer.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reading and writing of what the protocols have in common.
 */
final class WireJson {

	/** Schema of an answer that must be any JSON object. */
	static final JsonNode ANY_OBJECT = object().put("type", "object")
		.set("properties", object().set("answer", object().put("type", "string")));

	private WireJson() {
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	static ArrayNode array() {
		return JsonNodeFactory.instance.arrayNode();
	}

	static String event(JsonNode data) {
		return "data: " + data + "\n\n";
	}

	static String event(String name, JsonNode data) {
		return "event: " + name + "\n" + event(data);
	}

	static String id(String prefix) {
		return prefix + UUID.randomUUID().toString().replace("-", "");
	}

	static Map<String, String> headers(String idHeader, @Nullable Refusal refusal) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(idHeader, id("req_"));
		Duration wait = (refusal != null) ? refusal.retryAfter() : null;
		if (wait != null) {
			headers.put("retry-after", String.valueOf(wait.toSeconds()));
		}
		return headers;
	}

	static @Nullable Integer limit(JsonNode limit) {
		return limit.canConvertToInt() ? Integer.valueOf(Math.max(1, limit.asInt())) : null;
	}

}
