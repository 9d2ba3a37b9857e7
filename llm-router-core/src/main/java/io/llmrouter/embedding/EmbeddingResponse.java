package io.llmrouter.embedding;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of a provider. Two responses are equal when their vectors hold the same
 * numbers; the text form never shows them.
 * <p>
 * The vectors are as the provider sent them, not normalised. For their size they are
 * neither copied nor protected: who changes one changes it for all who hold it.
 *
 * @param provider the configured name of the provider that answered
 * @param requestId the provider's id of the request, to quote to its support, or
 * {@code null}
 * @param model the model as the provider named it in the answer, or {@code null}
 * @param vectors one vector for each input, in the order of the inputs, all of one length
 * @param usage the tokens used, of which there is only input, or {@code null} where the
 * provider did not tell
 * @since 0.1.0
 */
public record EmbeddingResponse(String provider, @Nullable String requestId, @Nullable String model,
		List<float[]> vectors, @Nullable TokenUsage usage) {

	public EmbeddingResponse {
		Objects.requireNonNull(provider, "'provider' must not be null");
		vectors = List.copyOf(vectors);
	}

	/**
	 * Create vectors of which nothing else is known, as a provider of the user's own may
	 * return them.
	 * @param provider the name of the provider
	 * @param vectors one vector for each input, in the order of the inputs
	 * @return the response
	 */
	public static EmbeddingResponse of(String provider, List<float[]> vectors) {
		return new EmbeddingResponse(provider, null, null, vectors, null);
	}

	/**
	 * Return the first vector, which is the only one where one text was sent.
	 * @return the vector
	 * @throws IllegalStateException if there is none
	 */
	public float[] vector() {
		if (this.vectors.isEmpty()) {
			throw new IllegalStateException("The response of provider '" + this.provider + "' has no vector");
		}
		return this.vectors.get(0);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof EmbeddingResponse that && this.provider.equals(that.provider)
				&& Objects.equals(this.requestId, that.requestId) && Objects.equals(this.model, that.model)
				&& Objects.equals(this.usage, that.usage)
				&& Arrays.deepEquals(this.vectors.toArray(), that.vectors.toArray());
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.provider, this.requestId, this.model, Arrays.deepHashCode(this.vectors.toArray()));
	}

	@Override
	public String toString() {
		int dimensions = this.vectors.isEmpty() ? 0 : this.vectors.get(0).length;
		return "EmbeddingResponse[provider=" + this.provider + ", requestId=" + this.requestId + ", model=" + this.model
				+ ", vectors=" + this.vectors.size() + ", dimensions=" + dimensions + ", usage=" + this.usage + "]";
	}

}
