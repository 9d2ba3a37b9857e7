package io.llmrouter.gateway.openai;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Object of a request, read field by field. What is wrong is refused with the path of the
 * field; a field that is {@code null} counts as left out. Values are never quoted in
 * errors, since they are content.
 */
final class RequestObject {

	private final JsonNode node;

	private final String path;

	private final UnknownFields unknown;

	private final Set<String> known = new HashSet<>();

	RequestObject(JsonNode node, String path, UnknownFields unknown) {
		this.node = node;
		this.path = path;
		this.unknown = unknown;
	}

	String path(String field) {
		return this.path.isEmpty() ? field : this.path + "." + field;
	}

	/**
	 * Return a field of any type.
	 * @param field the name of the field
	 * @return its value, or {@code null} where it is left out
	 */
	@Nullable JsonNode get(String field) {
		this.known.add(field);
		JsonNode value = this.node.path(field);
		return (value.isMissingNode() || value.isNull()) ? null : value;
	}

	/**
	 * Take fields for known that mean nothing here.
	 * @param fields the names of the fields
	 */
	void ignore(String... fields) {
		this.known.addAll(List.of(fields));
	}

	/**
	 * Take a field for known where its value changes nothing.
	 * @param field the name of the field
	 * @param changesNothing whether a value changes nothing
	 */
	void ignoreIf(String field, Predicate<JsonNode> changesNothing) {
		if (changesNothing.test(this.node.path(field))) {
			this.known.add(field);
		}
	}

	/**
	 * Take a field for one that the router's own format cannot express.
	 * @param field the name of the field
	 */
	void passOn(String field) {
		this.unknown.add(this.path, field);
	}

	/**
	 * Collect the fields that were not read.
	 */
	void end() {
		for (Map.Entry<String, JsonNode> field : this.node.properties()) {
			if (!this.known.contains(field.getKey()) && !field.getValue().isNull()) {
				this.unknown.add(this.path, field.getKey());
			}
		}
	}

	@Nullable String text(String field) {
		JsonNode value = get(field);
		if (value == null) {
			return null;
		}
		if (!value.isString()) {
			throw wrongType(field, "a string", value);
		}
		return value.stringValue();
	}

	String requiredText(String field) {
		String value = text(field);
		if (value == null) {
			throw missing(field);
		}
		return value;
	}

	@Nullable Boolean flag(String field) {
		JsonNode value = get(field);
		if (value == null) {
			return null;
		}
		if (!value.isBoolean()) {
			throw wrongType(field, "a boolean", value);
		}
		return value.booleanValue();
	}

	boolean isSet(String field) {
		return Boolean.TRUE.equals(flag(field));
	}

	@Nullable Long whole(String field, long min, long max) {
		JsonNode value = get(field);
		if (value == null) {
			return null;
		}
		if (!value.isIntegralNumber()) {
			throw wrongType(field, "an integer", value);
		}
		if (!value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
			throw invalid(field, "integer_out_of_range", "expected an integer from " + min + " to " + max);
		}
		return value.longValue();
	}

	@Nullable Double decimal(String field, double min, double max) {
		JsonNode value = get(field);
		if (value == null) {
			return null;
		}
		if (!value.isNumber()) {
			throw wrongType(field, "a number", value);
		}
		if (!(value.doubleValue() >= min && value.doubleValue() <= max)) {
			throw invalid(field, "decimal_out_of_range", "expected a number from " + min + " to " + max);
		}
		return value.doubleValue();
	}

	@Nullable RequestObject object(String field) {
		JsonNode value = get(field);
		if (value == null) {
			return null;
		}
		if (!value.isObject()) {
			throw wrongType(field, "an object", value);
		}
		return new RequestObject(value, path(field), this.unknown);
	}

	RequestObject requiredObject(String field) {
		RequestObject value = object(field);
		if (value == null) {
			throw missing(field);
		}
		return value;
	}

	/**
	 * Return an array of objects.
	 * @param field the name of the field
	 * @return the objects, or {@code null} where the field is left out
	 */
	@Nullable List<RequestObject> objects(String field) {
		JsonNode array = get(field);
		if (array == null) {
			return null;
		}
		if (!array.isArray()) {
			throw wrongType(field, "an array of objects", array);
		}
		List<RequestObject> objects = new ArrayList<>(array.size());
		for (int i = 0; i < array.size(); i++) {
			if (!array.get(i).isObject()) {
				throw wrongType(field + "[" + i + "]", "an object", array.get(i));
			}
			objects.add(new RequestObject(array.get(i), path(field) + "[" + i + "]", this.unknown));
		}
		return objects;
	}

	GatewayException missing(String field) {
		return GatewayError
			.invalid(400, "missing_required_parameter", path(field),
					"Missing required parameter: '" + path(field) + "'.")
			.exception();
	}

	GatewayException wrongType(String field, String expected, JsonNode value) {
		return GatewayError
			.invalid(400, "invalid_type", path(field),
					"Invalid type for '" + path(field) + "': expected " + expected + ", but got " + typeOf(value) + ".")
			.exception();
	}

	GatewayException invalid(String field, String code, String expected) {
		return GatewayError.invalid(400, code, path(field), "Invalid '" + path(field) + "': " + expected + ".")
			.exception();
	}

	/**
	 * Create the error of a value that is not one of a few.
	 * @param field the name of the field
	 * @param values the allowed values
	 * @return the error
	 */
	GatewayException notOneOf(String field, String... values) {
		return GatewayError
			.invalid(400, "invalid_value", path(field),
					"Invalid value for '" + path(field) + "'. Supported values are: '" + String.join("', '", values)
							+ "'.")
			.exception();
	}

	/**
	 * Create the error of something that OpenAI knows and this endpoint does not.
	 * @param field the name of the field
	 * @param advice what to do instead
	 * @return the error
	 */
	GatewayException unsupported(String field, String advice) {
		return GatewayError
			.invalid(400, "unsupported_parameter", path(field),
					"Unsupported parameter: '" + path(field) + "' is not supported by this endpoint; " + advice + ".")
			.exception();
	}

	/**
	 * Return the object as JSON text.
	 * @return the JSON
	 */
	String json() {
		return this.node.toString();
	}

	private static String typeOf(JsonNode value) {
		return switch (value.getNodeType()) {
			case STRING -> "a string";
			case BOOLEAN -> "a boolean";
			case ARRAY -> "an array";
			case OBJECT -> "an object";
			case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal number";
			default -> "null";
		};
	}

}
