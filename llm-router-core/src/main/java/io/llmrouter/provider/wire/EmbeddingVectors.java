package io.llmrouter.provider.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import tools.jackson.databind.JsonNode;

/**
 * Vectors of one answer, checked as they are read: finite numbers, one vector for each
 * input, all of one length, which is the requested one where one was. Whatever is wrong
 * ends in {@link ErrorType#INVALID_RESPONSE}, which shows neither text nor number. Used
 * by one call.
 *
 * @since 0.1.0
 */
public final class EmbeddingVectors {

	private final CallSite site;

	private final EmbeddingRequest request;

	private final SortedMap<Integer, float[]> vectors = new TreeMap<>();

	EmbeddingVectors(CallSite site, EmbeddingRequest request) {
		this.site = site;
		this.request = request;
	}

	/**
	 * Read all vectors of an array, in the order of the inputs.
	 * @param array the array
	 * @param field the field of an element that holds the vector, or an empty text where
	 * the element is the vector
	 * @throws ProviderException where one cannot be read
	 */
	public void addAll(JsonNode array, String field) {
		int index = 0;
		for (JsonNode element : array) {
			add(index++, field.isEmpty() ? element : element.path(field));
		}
	}

	/**
	 * Read the vector of an input.
	 * @param index the position of the input, from 0
	 * @param vector an array of numbers, or the Base64 form of 32-bit floats, the lowest
	 * byte first
	 * @throws ProviderException where it cannot be read, or that input has one already
	 */
	public void add(int index, JsonNode vector) {
		if (index < 0 || index >= this.request.inputs().size()) {
			throw invalid("with a vector for input " + index + " of " + this.request.inputs().size());
		}
		float[] numbers = vector.isString() ? decoded(vector.stringValue()) : numbers(vector);
		for (float number : numbers) {
			if (!Float.isFinite(number)) {
				throw invalid("with a vector that holds more than numbers");
			}
		}
		if (this.vectors.put(index, numbers) != null) {
			throw invalid("with two vectors for input " + index);
		}
	}

	List<float[]> complete() {
		List<float[]> complete = List.copyOf(this.vectors.values());
		if (complete.size() != this.request.inputs().size()) {
			throw invalid("with " + complete.size() + " vectors for " + this.request.inputs().size() + " inputs");
		}
		Integer requested = this.request.dimensions();
		int dimensions = (requested != null) ? requested : complete.get(0).length;
		for (float[] vector : complete) {
			if (vector.length != dimensions) {
				throw invalid("with a vector of length " + vector.length + " instead of " + dimensions);
			}
		}
		return complete;
	}

	private float[] decoded(String text) {
		byte[] bytes = bytes(text);
		if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
			throw invalid("with a vector of " + bytes.length + " bytes");
		}
		float[] numbers = new float[bytes.length / Float.BYTES];
		ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
		return numbers;
	}

	private byte[] bytes(String text) {
		try {
			return Base64.getDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("with a vector that is no Base64");
		}
	}

	private float[] numbers(JsonNode vector) {
		if (!vector.isArray() || vector.isEmpty()) {
			throw invalid("without a vector for each input");
		}
		float[] numbers = new float[vector.size()];
		for (int i = 0; i < numbers.length; i++) {
			JsonNode number = vector.path(i);
			numbers[i] = number.isNumber() ? (float) number.asDouble(Double.NaN) : Float.NaN;
		}
		return numbers;
	}

	ProviderException invalid(String what) {
		return this.site.failure(ErrorType.INVALID_RESPONSE,
				"sent an answer " + what + "; check its base URL, type and embedding model");
	}

}
