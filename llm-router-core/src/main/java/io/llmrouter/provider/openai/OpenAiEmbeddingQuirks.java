package io.llmrouter.provider.openai;

import org.jspecify.annotations.Nullable;

/**
 * Ways in which the embeddings of one provider's dialect differ, as data.
 *
 * @param maxInputs the most texts of one request
 * @param dimensionsField the name of the field that holds the length of the vectors
 * @param base64 whether to ask for vectors as Base64, a third of the size of numbers;
 * both are read whatever was asked for
 * @since 0.1.0
 */
public record OpenAiEmbeddingQuirks(int maxInputs, String dimensionsField, boolean base64) {

	private static final int OPENAI_INPUTS = 2048;

	private static final String DIMENSIONS = "dimensions";

	/**
	 * Return the dialect of OpenAI itself.
	 * @return the quirks
	 */
	public static OpenAiEmbeddingQuirks openAi() {
		return new OpenAiEmbeddingQuirks(OPENAI_INPUTS, DIMENSIONS, true);
	}

	/**
	 * Return the dialect that most other providers understand. Some refuse a request for
	 * Base64.
	 * @return the quirks
	 */
	public static OpenAiEmbeddingQuirks compatible() {
		return new OpenAiEmbeddingQuirks(OPENAI_INPUTS, DIMENSIONS, false);
	}

	/**
	 * Return the dialect of a preset.
	 * @param preset the preset
	 * @return the quirks, or {@code null} where the provider has no embeddings
	 */
	public static @Nullable OpenAiEmbeddingQuirks of(OpenAiPreset preset) {
		return switch (preset) {
			case OPENAI, AZURE_OPENAI -> openAi();
			case MISTRAL -> new OpenAiEmbeddingQuirks(OPENAI_INPUTS, "output_dimension", false);
			// Its address answers 404 (seen 2026-11).
			case DEEPSEEK -> null;
			// The oldest models take 25 texts, the present ones 10 (page seen 2026-11).
			case DASHSCOPE -> new OpenAiEmbeddingQuirks(25, DIMENSIONS, false);
			case ZHIPU -> new OpenAiEmbeddingQuirks(64, DIMENSIONS, false);
			// That Groq and xAI still have embedding models is unverified; their wires
			// do.
			case GROQ, XAI, OPENROUTER, OPENAI_COMPATIBLE -> compatible();
		};
	}

}
