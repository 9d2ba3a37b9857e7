package io.llmrouter.provider.gemini;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ReasoningEffort;

/**
 * Model, and what its generation changes in a request. Up to Gemini 2.5 thinking is
 * limited by a number of tokens, since Gemini 3 by a level. Budgets and levels are those
 * of Google's mapping of {@code reasoning_effort}
 * (ai.google.dev/gemini-api/docs/openai#thinking, seen 2026-11). Since Gemini 3 the
 * signatures of tool calls are checked.
 *
 * @param path the escaped path of the model, for example {@code models/gemini-3-flash}
 * @param name the name without a collection, in which the generation is read
 */
record GeminiModel(String path, String name) {

	private static final String DEFAULT_COLLECTION = "models/";

	private static final String TUNED_COLLECTION = "tunedModels/";

	private static final String UNRESERVED = "-._~";

	private static final Map<ReasoningEffort, Integer> BUDGETS = Map.of(ReasoningEffort.NONE, 0,
			ReasoningEffort.MINIMAL, 1024, ReasoningEffort.LOW, 1024, ReasoningEffort.MEDIUM, 8192,
			ReasoningEffort.HIGH, 24_576, ReasoningEffort.MAX, 24_576);

	/** Pro models cannot stop thinking, and may think longer. */
	private static final Map<ReasoningEffort, Integer> PRO_BUDGETS = Map.of(ReasoningEffort.NONE, 128,
			ReasoningEffort.MAX, 32_768);

	private static final Map<ReasoningEffort, String> LEVELS = Map.of(ReasoningEffort.NONE, "low",
			ReasoningEffort.MINIMAL, "low", ReasoningEffort.LOW, "low", ReasoningEffort.MEDIUM, "medium",
			ReasoningEffort.HIGH, "high", ReasoningEffort.MAX, "high");

	/**
	 * Models that know the level {@code minimal}. Pro models and the later Flash models
	 * refuse it.
	 */
	private static final List<String> MINIMAL_MODELS = List.of("gemini-3-flash", "gemini-3.5-flash", "flash-lite");

	/** The one model that knows {@code low} and {@code high} only. */
	private static final String WITHOUT_MEDIUM = "gemini-3-pro";

	/**
	 * Read the name of a model.
	 * @param model the model, with or without a collection in front
	 * @return the model
	 */
	static GeminiModel of(String model) {
		String collection = model.startsWith(TUNED_COLLECTION) ? TUNED_COLLECTION : DEFAULT_COLLECTION;
		String name = model.startsWith(collection) ? model.substring(collection.length()) : model;
		return new GeminiModel(collection + escaped(name), name);
	}

	boolean hasThinkingLevels() {
		return !this.name.startsWith("gemini-1") && !this.name.startsWith("gemini-2");
	}

	boolean checksSignatures() {
		return hasThinkingLevels();
	}

	String level(ReasoningEffort effort) {
		boolean least = effort == ReasoningEffort.NONE || effort == ReasoningEffort.MINIMAL;
		if (least && MINIMAL_MODELS.stream().anyMatch(this.name::contains)) {
			return "minimal";
		}
		boolean raised = effort == ReasoningEffort.MEDIUM && this.name.startsWith(WITHOUT_MEDIUM);
		return raised ? "high" : LEVELS.getOrDefault(effort, "high");
	}

	int budget(ReasoningEffort effort) {
		int budget = BUDGETS.getOrDefault(effort, 0);
		return isPro() ? PRO_BUDGETS.getOrDefault(effort, budget) : budget;
	}

	private boolean isPro() {
		return this.name.contains("-pro");
	}

	private static String escaped(String segment) {
		StringBuilder escaped = new StringBuilder();
		for (byte next : segment.getBytes(StandardCharsets.UTF_8)) {
			if (isPlain((char) next)) {
				escaped.append((char) next);
			}
			else {
				escaped.append(String.format("%%%02X", next));
			}
		}
		return escaped.toString();
	}

	private static boolean isPlain(char letter) {
		return letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z' || letter >= '0' && letter <= '9'
				|| UNRESERVED.indexOf(letter) >= 0;
	}

}
