package io.llmrouter.provider;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Table of what the types of providers can do. It tells of the type, not of each of its
 * models: a model may do less, and then its provider refuses. What could not be confirmed
 * counts as possible. Where each fact comes from stands in {@code docs/wire-facts.md}.
 *
 * @since 0.1.0
 */
public final class TypeCapabilities {

	/** What the OpenAI wire has no words for. */
	private static final Set<Capability> BEYOND_OPENAI = EnumSet.of(Capability.TOP_K, Capability.TOOL_RESULT_MEDIA,
			Capability.DOCUMENT_URL, Capability.AUDIO_URL, Capability.REASONING_WITH_TOP_K);

	private static final Set<Capability> DOCUMENTS_AND_AUDIO = EnumSet.of(Capability.DOCUMENT_URL,
			Capability.DOCUMENT_BYTES, Capability.AUDIO_URL, Capability.AUDIO_BYTES);

	private static final Set<Capability> IMAGES = EnumSet.of(Capability.IMAGE_URL, Capability.IMAGE_BYTES);

	private static final Set<Capability> SAMPLING_WHILE_REASONING = EnumSet.of(Capability.REASONING_WITH_TEMPERATURE,
			Capability.REASONING_WITH_LOW_TOP_P);

	private static final Set<Capability> TOOL_CHOICES = EnumSet.of(Capability.TOOL_CHOICE,
			Capability.REASONING_WITH_FORCED_TOOL);

	/** Types whose wire has their name; all others speak that of OpenAI. */
	private static final Set<String> OWN_WIRES = Set.of("anthropic", "gemini", "ollama");

	private static final Map<String, Set<Capability>> TYPES = types();

	private TypeCapabilities() {
	}

	private static Map<String, Set<Capability>> types() {
		Map<String, Set<Capability>> types = new LinkedHashMap<>();
		Set<Capability> openAi = without(Capability.ALL, BEYOND_OPENAI);
		types.put("openai", without(openAi, SAMPLING_WHILE_REASONING));
		types.put("azure-openai", without(openAi, SAMPLING_WHILE_REASONING));
		types.put("mistral", with(openAi, Capability.DOCUMENT_URL));
		types.put("deepseek", without(openAi, DOCUMENTS_AND_AUDIO, IMAGES, EnumSet.of(Capability.JSON_SCHEMA)));
		types.put("groq", without(openAi, DOCUMENTS_AND_AUDIO));
		types.put("openrouter", with(openAi, Capability.DOCUMENT_URL));
		types.put("xai", without(openAi, DOCUMENTS_AND_AUDIO));
		types.put("dashscope", with(openAi, Capability.AUDIO_URL));
		types.put("zhipu",
				without(openAi, TOOL_CHOICES, EnumSet.of(Capability.JSON_SCHEMA, Capability.HIGH_TEMPERATURE)));
		types.put("openai-compatible", openAi);
		types.put("anthropic",
				without(Capability.ALL, SAMPLING_WHILE_REASONING,
						EnumSet.of(Capability.AUDIO_URL, Capability.AUDIO_BYTES, Capability.JSON_OBJECT,
								Capability.SEED, Capability.PENALTIES, Capability.HIGH_TEMPERATURE,
								Capability.REASONING_WITH_FORCED_TOOL, Capability.REASONING_WITH_TOP_K)));
		types.put("gemini",
				without(Capability.ALL, EnumSet.of(Capability.SINGLE_TOOL_CALL, Capability.TOOL_RESULT_MEDIA)));
		types.put("ollama",
				without(Capability.ALL, DOCUMENTS_AND_AUDIO, TOOL_CHOICES, EnumSet.of(Capability.STRICT_TOOLS,
						Capability.SINGLE_TOOL_CALL, Capability.IMAGE_URL, Capability.TOOL_RESULT_MEDIA)));
		return Collections.unmodifiableMap(types);
	}

	private static Set<Capability> with(Set<Capability> base, Capability more) {
		Set<Capability> capabilities = EnumSet.copyOf(base);
		capabilities.add(more);
		return Collections.unmodifiableSet(capabilities);
	}

	@SafeVarargs
	private static Set<Capability> without(Set<Capability> base, Set<Capability>... missing) {
		Set<Capability> capabilities = EnumSet.copyOf(base);
		for (Set<Capability> next : missing) {
			capabilities.removeAll(next);
		}
		return Collections.unmodifiableSet(capabilities);
	}

	/**
	 * Return what the providers of a type can do.
	 * @param type the type as in the configuration, for example {@code anthropic}
	 * @return the capabilities; all where the type is unknown
	 */
	public static Set<Capability> of(String type) {
		return TYPES.getOrDefault(type, Capability.ALL);
	}

	/**
	 * Return the types whose providers speak a wire.
	 * @param wire the wire, for example {@code openai}
	 * @return the types; none where the wire is none of ours
	 */
	public static List<String> speaking(String wire) {
		if (OWN_WIRES.contains(wire)) {
			return List.of(wire);
		}
		return wire.equals("openai") ? TYPES.keySet().stream().filter((type) -> !OWN_WIRES.contains(type)).toList()
				: List.of();
	}

	/**
	 * Return the types whose providers can do something.
	 * @param capability what to do
	 * @return the types
	 */
	public static List<String> having(Capability capability) {
		return TYPES.entrySet()
			.stream()
			.filter((type) -> type.getValue().contains(capability))
			.map(Map.Entry::getKey)
			.toList();
	}

}
