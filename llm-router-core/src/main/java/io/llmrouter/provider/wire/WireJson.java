package io.llmrouter.provider.wire;

import java.util.Map;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.http.CallSite;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reading and writing of JSON that all wires share. What is read never fails: a provider
 * may send anything. What is written fails by name: it comes from the caller.
 *
 * @since 0.1.0
 */
public final class WireJson {

	private static final int MAX_WORD_LENGTH = 64;

	private WireJson() {
	}

	/**
	 * Let a mapper find what it needs for trees now. At the first tree it takes a lock,
	 * on which the event loops of other first calls would wait.
	 * @param json the JSON mapper
	 * @return the same
	 */
	public static JsonMapper ready(JsonMapper json) {
		json.writeValueAsBytes(json.readTree("{}"));
		return json;
	}

	/**
	 * Parse a text.
	 * @param json the JSON mapper
	 * @param text the text
	 * @return the JSON, or {@code null} where it is none
	 */
	public static @Nullable JsonNode parsed(JsonMapper json, String text) {
		try {
			return json.readTree(text);
		}
		catch (JacksonException ex) {
			// Its message quotes the text.
			return null;
		}
	}

	/**
	 * Read a word that may stand in labels and messages, such as a code.
	 * @param node the value
	 * @return the word, or {@code null} where it does not look like one
	 */
	public static @Nullable String word(JsonNode node) {
		if (!node.isValueNode() || node.isNull()) {
			return null;
		}
		String word = node.asString();
		return (word.length() <= MAX_WORD_LENGTH && word.matches("[A-Za-z0-9._-]+")) ? word : null;
	}

	/**
	 * Read a count of tokens.
	 * @param node the value
	 * @return the count, or {@code null} where it is no whole number from 0
	 */
	public static @Nullable Long count(JsonNode node) {
		boolean valid = node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0;
		return valid ? Long.valueOf(node.longValue()) : null;
	}

	/**
	 * Set a field of a request, unless it has no value.
	 * @param json the JSON mapper
	 * @param target the object that gets the field
	 * @param field the name of the field
	 * @param value the value, or {@code null}
	 */
	public static void put(JsonMapper json, ObjectNode target, String field, @Nullable Object value) {
		if (value != null) {
			target.set(field, json.<JsonNode>valueToTree(value));
		}
	}

	/**
	 * Parse a JSON schema of a request.
	 * @param json the JSON mapper
	 * @param site who is asked
	 * @param what what the schema is, to begin a sentence
	 * @param text the schema
	 * @return the schema
	 */
	public static JsonNode schema(JsonMapper json, CallSite site, String what, String text) {
		JsonNode schema = parsed(json, text);
		if (schema == null || !schema.isObject()) {
			throw site.failure(ErrorType.INVALID_REQUEST,
					"was not asked: " + what + " must be a JSON object, for example '{\"type\":\"object\"}'");
		}
		return schema;
	}

	/**
	 * Write an extra field of a request as JSON.
	 * @param json the JSON mapper
	 * @param site who is asked
	 * @param field the field
	 * @return its value
	 */
	public static JsonNode extra(JsonMapper json, CallSite site, Map.Entry<String, Object> field) {
		try {
			return json.valueToTree(field.getValue());
		}
		catch (JacksonException ex) {
			throw site.failure(ErrorType.INVALID_REQUEST, "was not asked: the extra field '" + field.getKey()
					+ "' cannot be written as JSON; give it a string, number, boolean, list or map");
		}
	}

}
