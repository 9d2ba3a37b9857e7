package io.llmrouter.provider.contract;

import java.util.List;

import io.llmrouter.provider.anthropic.AnthropicWire;
import io.llmrouter.provider.gemini.GeminiWire;
import io.llmrouter.provider.ollama.OllamaWire;
import io.llmrouter.provider.openai.OpenAiWire;

/**
 * All wires.
 */
final class Wires {

	private Wires() {
	}

	static List<Wire> all() {
		return List.of(new OpenAiWire(), new AnthropicWire(), new GeminiWire(), new OllamaWire());
	}

}
