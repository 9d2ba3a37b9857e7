package io.llmrouter.gateway.openai;

import java.time.Instant;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of models. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ModelListWriter {

	private final AnswerJson json;

	private final Instant createdAt;

	/**
	 * Create a writer.
	 * @param json the JSON mapper
	 * @param createdAt when the models were made known, told for all of them
	 */
	public ModelListWriter(JsonMapper json, Instant createdAt) {
		this.json = new AnswerJson(json);
		this.createdAt = createdAt;
	}

	/**
	 * Write all models.
	 * @param owners the owners by the id of the model
	 * @return the JSON
	 */
	public byte[] list(Map<String, String> owners) {
		ObjectNode body = this.json.object().put("object", "list");
		ArrayNode data = body.putArray("data");
		owners.forEach((id, owner) -> write(data.addObject(), id, owner));
		return this.json.bytes(body);
	}

	/**
	 * Write one model.
	 * @param id the id
	 * @param owner the owner
	 * @return the JSON
	 */
	public byte[] one(String id, String owner) {
		ObjectNode body = this.json.object();
		write(body, id, owner);
		return this.json.bytes(body);
	}

	private void write(ObjectNode target, String id, String owner) {
		target.put("id", id)
			.put("object", "model")
			.put("created", this.createdAt.getEpochSecond())
			.put("owned_by", owner);
	}

}
