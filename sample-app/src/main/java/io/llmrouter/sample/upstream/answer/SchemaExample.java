package io.llmrouter.sample.upstream.answer;

import java.util.Locale;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maker of one value that fits a JSON schema, always the same. Follows constants,
 * enumerations, types, local references, combinations, required and other properties, and
 * the bounds of numbers, texts and arrays; does not follow patterns, conditions and
 * negations. Leaves optional parts out beyond a depth of {@value #OPTIONAL_DEPTH} and
 * beyond {@value #MAX_VALUES} values, so that a schema that refers to itself ends.
 */
final class SchemaExample {

	static final int OPTIONAL_DEPTH = 4;

	static final int MAX_VALUES = 1000;

	private static final int MAX_DEPTH = 32;

	private static final int MAX_NEEDED_VALUES = 10 * MAX_VALUES;

	private static final int MAX_LENGTH = 1000;

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private final JsonNode root;

	private int values;

	private SchemaExample(JsonNode root) {
		this.root = root;
	}

	static JsonNode of(JsonNode schema) {
		return new SchemaExample(schema).value(schema, 0);
	}

	static JsonNode ofObject(JsonNode schema) {
		JsonNode example = of(schema);
		return example.isObject() ? example : NODES.objectNode();
	}

	private JsonNode value(JsonNode schema, int depth) {
		this.values++;
		if (depth > MAX_DEPTH || this.values > MAX_NEEDED_VALUES) {
			return NODES.nullNode();
		}
		if (schema.path("$ref").isString()) {
			return value(referred(schema.path("$ref").stringValue()), depth + 1);
		}
		if (schema.has("const")) {
			return schema.path("const");
		}
		for (String choice : new String[] { "enum", "anyOf", "oneOf" }) {
			if (!schema.path(choice).isEmpty()) {
				JsonNode first = schema.path(choice).path(0);
				return choice.equals("enum") ? first : value(first, depth + 1);
			}
		}
		return ofType(schema.path("allOf").isEmpty() ? schema : merged(schema), depth);
	}

	private JsonNode referred(String reference) {
		return reference.startsWith("#") ? this.root.at(reference.substring(1)) : NODES.objectNode();
	}

	private JsonNode merged(JsonNode schema) {
		ObjectNode merged = NODES.objectNode();
		merge(merged, schema);
		for (JsonNode part : schema.path("allOf")) {
			merge(merged, part.path("$ref").isString() ? referred(part.path("$ref").stringValue()) : part);
		}
		return merged;
	}

	private static void merge(ObjectNode target, JsonNode part) {
		part.properties().forEach((field) -> {
			if (field.getKey().equals("properties") && target.path("properties") instanceof ObjectNode present) {
				field.getValue()
					.properties()
					.forEach((property) -> present.set(property.getKey(), property.getValue()));
			}
			else if (field.getKey().equals("required") && target.path("required") instanceof ArrayNode present) {
				field.getValue().forEach(present::add);
			}
			else {
				target.set(field.getKey(), field.getValue().deepCopy());
			}
		});
	}

	private JsonNode ofType(JsonNode schema, int depth) {
		return switch (type(schema)) {
			case "object" -> object(schema, depth);
			case "array" -> array(schema, depth);
			case "string" -> NODES.stringNode(text(schema));
			case "integer" -> NODES.numberNode((long) Math.ceil(number(schema, 1)));
			case "number" -> NODES.numberNode(number(schema, 0));
			case "boolean" -> NODES.booleanNode(true);
			default -> NODES.nullNode();
		};
	}

	// Gemini writes types in upper case.
	private static String type(JsonNode schema) {
		JsonNode type = schema.path("type").isArray() ? schema.path("type").path(0) : schema.path("type");
		if (type.isString()) {
			return type.stringValue().toLowerCase(Locale.ROOT);
		}
		return schema.has("items") ? "array" : schema.has("properties") ? "object" : "string";
	}

	private JsonNode object(JsonNode schema, int depth) {
		ObjectNode object = NODES.objectNode();
		JsonNode required = schema.path("required");
		schema.path("properties").properties().forEach((property) -> {
			boolean needed = required.valueStream().anyMatch((name) -> name.asString("").equals(property.getKey()));
			if (needed || isRoom(depth)) {
				object.set(property.getKey(), value(property.getValue(), depth + 1));
			}
		});
		return object;
	}

	private JsonNode array(JsonNode schema, int depth) {
		ArrayNode array = NODES.arrayNode();
		int wanted = Math.min(schema.path("minItems").asInt(isRoom(depth) ? 1 : 0), MAX_VALUES);
		int most = schema.path("maxItems").asInt(wanted);
		for (int i = 0; i < Math.min(wanted, most); i++) {
			array.add(value(schema.path("items"), depth + 1));
		}
		return array;
	}

	private boolean isRoom(int depth) {
		return depth < OPTIONAL_DEPTH && this.values < MAX_VALUES;
	}

	/**
	 * Return 1, or where the bounds do not allow it a number between them.
	 * @param schema the schema
	 * @param gap how far a number must stay away from a bound that is excluded
	 * @return the number
	 */
	private static double number(JsonNode schema, double gap) {
		double low = Math.max(schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY),
				schema.path("exclusiveMinimum").asDouble(Double.NEGATIVE_INFINITY) + gap);
		double high = Math.min(schema.path("maximum").asDouble(Double.POSITIVE_INFINITY),
				schema.path("exclusiveMaximum").asDouble(Double.POSITIVE_INFINITY) - gap);
		double value = (low < 1 && 1 < high) ? 1 : between(low, high, gap);
		double step = schema.path("multipleOf").asDouble(0);
		return (step > 0) ? Math.ceil(value / step) * step : value;
	}

	private static double between(double low, double high, double gap) {
		if (Double.isInfinite(high)) {
			return low + 1;
		}
		if (Double.isInfinite(low)) {
			return high - 1;
		}
		return (gap > 0) ? low : (low + high) / 2;
	}

	private static String text(JsonNode schema) {
		String text = switch (schema.path("format").asString("")) {
			case "date" -> "2026-11-23";
			case "time" -> "10:00:00Z";
			case "date-time" -> "2026-11-23T10:00:00Z";
			case "email" -> "someone@example.org";
			case "uri" -> "https://example.org/";
			case "uuid" -> "00000000-0000-4000-8000-000000000000";
			default -> "text";
		};
		int least = Math.min(schema.path("minLength").asInt(0), MAX_LENGTH);
		int most = Math.max(schema.path("maxLength").asInt(MAX_LENGTH), least);
		String padded = text + "x".repeat(Math.max(0, least - text.length()));
		return padded.substring(0, Math.min(padded.length(), most));
	}

}
