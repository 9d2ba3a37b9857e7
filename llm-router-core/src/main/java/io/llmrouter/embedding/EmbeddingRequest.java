package io.llmrouter.embedding;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Texts to turn into vectors, in one call. Immutable; its text form never shows content.
 * <p>
 * A request may be built with any values: it is checked where it is sent, so that a bad
 * request is a failed call like any other, with a typed error.
 *
 * @param model the model to ask; {@code null} for the configured one
 * @param inputs the texts, of which each becomes a vector; as many as the provider takes
 * at once
 * @param dimensions the length of the vectors, at least 1; {@code null} for that of the
 * model
 * @param extra further fields of the provider's own request format, sent as they are
 * @since 0.1.0
 */
public record EmbeddingRequest(@Nullable String model, List<String> inputs, @Nullable Integer dimensions,
		Map<String, Object> extra) {

	public EmbeddingRequest {
		inputs = List.copyOf(inputs);
		extra = Map.copyOf(extra);
	}

	/**
	 * Create a request of one text.
	 * @param text the text
	 * @return the request
	 */
	public static EmbeddingRequest of(String text) {
		return of(List.of(text));
	}

	/**
	 * Create a request of several texts.
	 * @param texts the texts
	 * @return the request
	 */
	public static EmbeddingRequest of(List<String> texts) {
		return new EmbeddingRequest(null, texts, null, Map.of());
	}

	/**
	 * Return a copy for another model.
	 * @param newModel the model, or {@code null} for the configured one
	 * @return the copy, or this request where the model is the same
	 */
	public EmbeddingRequest withModel(@Nullable String newModel) {
		if (Objects.equals(this.model, newModel)) {
			return this;
		}
		return new EmbeddingRequest(newModel, this.inputs, this.dimensions, this.extra);
	}

	/**
	 * Return a copy that asks for vectors of another length.
	 * @param newDimensions the length, or {@code null} for that of the model
	 * @return the copy
	 */
	public EmbeddingRequest withDimensions(@Nullable Integer newDimensions) {
		return new EmbeddingRequest(this.model, this.inputs, newDimensions, this.extra);
	}

	/**
	 * Return a copy with other fields of the provider's own request format.
	 * @param newExtra the fields
	 * @return the copy
	 */
	public EmbeddingRequest withExtra(Map<String, Object> newExtra) {
		return new EmbeddingRequest(this.model, this.inputs, this.dimensions, newExtra);
	}

	@Override
	public String toString() {
		return "EmbeddingRequest[model=" + this.model + ", inputs=" + this.inputs.size() + ", dimensions="
				+ this.dimensions + ", extra=" + this.extra.keySet() + "]";
	}

}
