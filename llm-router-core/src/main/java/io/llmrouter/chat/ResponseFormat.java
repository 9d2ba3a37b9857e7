package io.llmrouter.chat;

import java.util.Objects;

/**
 * Shape that the answer's text must have.
 *
 * @since 0.1.0
 */
public sealed interface ResponseFormat {

	/**
	 * Return the format of any JSON object.
	 * @return the format
	 */
	static ResponseFormat jsonObject() {
		return new JsonObject();
	}

	/**
	 * Return the format that follows a JSON schema strictly.
	 * @param name the name of the schema, as the provider shows it to the model
	 * @param schema the JSON schema, a JSON object as text
	 * @return the format
	 */
	static ResponseFormat jsonSchema(String name, String schema) {
		return new JsonSchema(name, schema, true);
	}

	/**
	 * Any JSON object.
	 */
	record JsonObject() implements ResponseFormat {
	}

	/**
	 * JSON that follows a schema.
	 *
	 * @param name the name of the schema
	 * @param schema the JSON schema, a JSON object as text
	 * @param strict whether the provider must enforce the schema
	 */
	record JsonSchema(String name, String schema, boolean strict) implements ResponseFormat {

		public JsonSchema {
			Objects.requireNonNull(name, "'name' must not be null");
			Objects.requireNonNull(schema, "'schema' must not be null");
		}

	}

}
