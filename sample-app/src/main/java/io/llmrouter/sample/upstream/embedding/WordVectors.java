package io.llmrouter.sample.upstream.embedding;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Vectors of texts by random indexing (Kanerva et al., 2000): each word adds 1 or takes 1
 * from {@value #MARKS} places that its hash chooses, and the sum is brought to length 1.
 * Equal texts have equal vectors, and texts that share words are near each other. Takes
 * time in proportion to the words and the dimensions.
 */
final class WordVectors {

	static final int MARKS = 16;

	private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

	private WordVectors() {
	}

	static float[] of(String text, int dimensions) {
		float[] vector = new float[dimensions];
		for (String word : NO_WORD.split(text.toLowerCase(Locale.ROOT))) {
			// A text without words starts with an empty one, which counts as a word.
			mark(vector, word);
		}
		return normalized(vector);
	}

	private static void mark(float[] vector, String word) {
		SplittableRandom random = new SplittableRandom(word.hashCode());
		for (int i = 0; i < MARKS; i++) {
			vector[random.nextInt(vector.length)] += random.nextBoolean() ? 1 : -1;
		}
	}

	private static float[] normalized(float[] vector) {
		double sum = 0;
		for (float value : vector) {
			sum += value * value;
		}
		if (sum == 0) {
			vector[0] = 1;
			return vector;
		}
		float scale = (float) (1 / Math.sqrt(sum));
		for (int i = 0; i < vector.length; i++) {
			vector[i] *= scale;
		}
		return vector;
	}

}
