package io.llmrouter.sample.upstream.answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SchemaExample}.
 */
class SchemaExampleTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                                                              | "text"
			{"type": "string"}                                              | "text"
			{"type": "STRING"}                                              | "text"
			{"type": "string", "minLength": 6}                              | "textxx"
			{"type": "string", "maxLength": 2}                              | "te"
			{"type": "string", "format": "date"}                            | "2026-11-23"
			{"type": "string", "enum": ["red", "blue"]}                     | "red"
			{"const": 7}                                                    | 7
			{"type": "integer"}                                             | 1
			{"type": "integer", "minimum": 1}                               | 2
			{"type": "integer", "minimum": 4, "maximum": 4}                 | 4
			{"type": "integer", "exclusiveMinimum": 4, "maximum": 5}        | 5
			{"type": "integer", "maximum": -3}                              | -4
			{"type": "integer", "minimum": 5, "multipleOf": 4}              | 8
			{"type": "number"}                                              | 1.0
			{"type": "number", "minimum": 0, "maximum": 1}                  | 0.5
			{"type": "number", "exclusiveMinimum": 2, "exclusiveMaximum": 3}| 2.5
			{"type": "boolean"}                                             | true
			{"type": "null"}                                                | null
			{"type": ["integer", "null"]}                                   | 1
			{"anyOf": [{"type": "boolean"}, {"type": "null"}]}              | true
			{"type": "array", "items": {"type": "integer"}}                 | [1]
			{"type": "array", "minItems": 3, "items": {"type": "boolean"}}  | [true,true,true]
			{"type": "array", "maxItems": 0, "items": {"type": "boolean"}}  | []
			{"type": "object"}                                              | {}
			""")
	void exampleFits(String schema, String example) {
		assertThat(example(schema).toString()).isEqualTo(example);
	}

	@Test
	void objectHasRequiredAndOtherProperties() {
		assertThat(example("""
				{"type": "object", "required": ["city"],
				 "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}""").toString())
			.isEqualTo("{\"city\":\"text\",\"days\":1}");
	}

	@Test
	void combinedSchemasAreOne() {
		assertThat(example("""
				{"$defs": {"id": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}},
				 "allOf": [{"$ref": "#/$defs/id"}, {"properties": {"name": {"type": "string"}}}]}""").toString())
			.isEqualTo("{\"id\":1,\"name\":\"text\"}");
	}

	@Test
	void schemaThatRefersToItselfEnds() {
		JsonNode tree = example(
				"""
						{"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "required": ["name"], "properties":
						 {"name": {"type": "string"}, "left": {"$ref": "#/$defs/node"}, "right": {"$ref": "#/$defs/node"}}}}}""");
		assertThat(tree.at("/left/right/name").asString()).isEqualTo("text");
		assertThat(tree.toString()).hasSizeLessThan(2000);
	}

	@Test
	void schemaThatNothingFitsEnds() {
		JsonNode endless = example("""
				{"type": "array", "minItems": 1000000, "items": {"$ref": "#"}}""");
		assertThat(endless.isArray()).isTrue();
	}

	private static JsonNode example(String schema) {
		return SchemaExample.of(JsonMapper.shared().readTree(schema));
	}

}
