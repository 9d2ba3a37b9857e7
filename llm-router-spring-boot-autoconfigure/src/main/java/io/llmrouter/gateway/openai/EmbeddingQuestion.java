package io.llmrouter.gateway.openai;

import java.util.Objects;

import io.llmrouter.chat.WireFields;
import io.llmrouter.embedding.EmbeddingRequest;
import org.jspecify.annotations.Nullable;

/**
 * Request for embeddings.
 *
 * @param model what the caller wrote as the model: {@code provider/model} or a model
 * @param request the texts
 * @param base64 whether the vectors shall be sent as Base64
 * @param wireFields fields that only providers of OpenAI's wire understand, or
 * {@code null}
 * @since 0.1.0
 */
public record EmbeddingQuestion(String model, EmbeddingRequest request, boolean base64,
		@Nullable WireFields wireFields) {

	public EmbeddingQuestion {
		Objects.requireNonNull(model, "'model' must not be null");
		Objects.requireNonNull(request, "'request' must not be null");
	}

	/**
	 * Address the request.
	 * @param wire the wire of the provider that is asked, or {@code null}
	 * @param name the model to ask for
	 * @return the request
	 * @throws GatewayException where the provider does not understand a field
	 */
	public EmbeddingRequest toRequest(@Nullable String wire, String name) {
		WireFields own = this.wireFields;
		if (own == null) {
			return this.request.withModel(name);
		}
		if (!own.wire().equals(wire)) {
			throw GatewayError
				.invalid(400, "unsupported_parameter", own.names().get(0),
						"Unsupported parameter: '" + String.join("', '", own.names())
								+ "' is not supported by this model; remove it.")
				.exception();
		}
		return this.request.withModel(name).withExtra(own.fields());
	}

}
