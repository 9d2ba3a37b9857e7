package io.llmrouter.testing;

import java.util.List;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One of the schemas that providers publish of what they take. Each file in
 * {@code schemas} names its source.
 */
public final class PublishedSchema {

	private final Schema schema;

	private PublishedSchema(Schema schema) {
		this.schema = schema;
	}

	/**
	 * Read a schema.
	 * @param name the name of its file
	 * @return the schema
	 */
	public static PublishedSchema of(String name) {
		return new PublishedSchema(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
			.getSchema(JsonMapper.shared().readTree(Bodies.read("schemas/" + name + ".json"))));
	}

	/**
	 * Find what a body breaks.
	 * @param body the body
	 * @return the errors
	 */
	public List<Error> errors(JsonNode body) {
		return this.schema.validate(body);
	}

}
