package io.llmrouter.provider.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llmrouter.provider.anthropic.AnthropicWire;
import io.llmrouter.provider.gemini.GeminiWire;
import io.llmrouter.provider.ollama.OllamaWire;
import io.llmrouter.provider.openai.OpenAiPreset;
import io.llmrouter.provider.openai.OpenAiWire;

/**
 * All wires.
 */
final class Wires {

	private Wires() {
	}

	/**
	 * Return how each type of providers writes, by its name in the configuration.
	 * @return the types
	 */
	static Map<String, Wire> types() {
		Map<String, Wire> types = new LinkedHashMap<>();
		for (OpenAiPreset preset : OpenAiPreset.values()) {
			types.put(preset.code(), new OpenAiWire(preset));
		}
		for (Wire wire : all()) {
			types.putIfAbsent(wire.name(), wire);
		}
		return types;
	}

	static List<Wire> all() {
		return List.of(new OpenAiWire(), new AnthropicWire(), new GeminiWire(), new OllamaWire());
	}

}
