package io.llmrouter.autoconfigure.provider;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.anthropic.AnthropicChatProvider;
import io.llmrouter.provider.anthropic.AnthropicSettings;
import io.llmrouter.provider.gemini.GeminiChatProvider;
import io.llmrouter.provider.gemini.GeminiSettings;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.provider.ollama.OllamaChatProvider;
import io.llmrouter.provider.ollama.OllamaSettings;
import io.llmrouter.provider.openai.OpenAiChatProvider;
import io.llmrouter.provider.openai.OpenAiPreset;
import io.llmrouter.provider.openai.OpenAiSettings;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Kind of provider that the property {@code type} may name. All presets over the OpenAI
 * wire are kinds; the other wires are one each.
 *
 * @param code the name of the kind
 * @param baseUrl the address of the provider, or {@code null} where each user has another
 * @param keyRequired whether the provider needs a key
 * @param timeouts the time limits where nothing is configured
 * @param wire the protocol
 */
record ProviderType(String code, @Nullable URI baseUrl, boolean keyRequired, WireTimeouts timeouts, Wire wire) {

	private static final Map<String, ProviderType> TYPES = types();

	private static Map<String, ProviderType> types() {
		Map<String, ProviderType> types = new TreeMap<>();
		Arrays.stream(OpenAiPreset.values()).forEach((preset) -> add(types, openAi(preset)));
		add(types, new ProviderType("anthropic", AnthropicSettings.ANTHROPIC_URL, true, WireTimeouts.defaults(),
				ProviderType::anthropic));
		add(types, new ProviderType("gemini", GeminiSettings.GEMINI_URL, true, WireTimeouts.defaults(),
				ProviderType::gemini));
		add(types, new ProviderType("ollama", OllamaSettings.DEFAULT_URL, false, OllamaSettings.defaultTimeouts(),
				ProviderType::ollama));
		return types;
	}

	private static void add(Map<String, ProviderType> types, ProviderType type) {
		types.put(type.code(), type);
	}

	static @Nullable ProviderType of(@Nullable String code) {
		return (code != null) ? TYPES.get(code) : null;
	}

	static List<String> codes() {
		return List.copyOf(TYPES.keySet());
	}

	private static ProviderType openAi(OpenAiPreset preset) {
		return new ProviderType(preset.code(), preset.baseUrl(), preset.isKeyRequired(), WireTimeouts.defaults(),
				(config, client, json, scheduler) -> openAi(preset, config, client, json, scheduler));
	}

	private static ChatProvider openAi(OpenAiPreset preset, ProviderConfig config, WebClient client, JsonMapper json,
			Scheduler scheduler) {
		OpenAiSettings settings = new OpenAiSettings(config.name(), config.baseUrl(), preset.path(config.baseUrl()),
				config.apiKeys(), config.models(), config.headers(), config.timeouts(), config.limits(),
				preset.quirks());
		return new OpenAiChatProvider(settings, client, json, TimeSource.SYSTEM, scheduler);
	}

	private static ChatProvider anthropic(ProviderConfig config, WebClient client, JsonMapper json,
			Scheduler scheduler) {
		Integer maxTokens = config.options().defaultMaxOutputTokens();
		AnthropicSettings settings = new AnthropicSettings(config.name(), config.baseUrl(), config.apiKeys(),
				config.models(), config.headers(), config.timeouts(), config.limits(),
				(maxTokens != null) ? maxTokens : AnthropicSettings.DEFAULT_MAX_TOKENS);
		return new AnthropicChatProvider(settings, client, json, TimeSource.SYSTEM, scheduler);
	}

	private static ChatProvider gemini(ProviderConfig config, WebClient client, JsonMapper json, Scheduler scheduler) {
		GeminiSettings settings = new GeminiSettings(config.name(), config.baseUrl(), config.apiKeys(), config.models(),
				config.headers(), config.timeouts(), config.limits());
		return new GeminiChatProvider(settings, client, json, TimeSource.SYSTEM, scheduler);
	}

	private static ChatProvider ollama(ProviderConfig config, WebClient client, JsonMapper json, Scheduler scheduler) {
		OllamaSettings settings = new OllamaSettings(config.name(), config.baseUrl(), config.apiKeys(), config.models(),
				config.headers(), config.timeouts(), config.limits(), config.options().keepAlive(),
				config.options().numCtx());
		return new OllamaChatProvider(settings, client, json, TimeSource.SYSTEM, scheduler);
	}

	/**
	 * Protocol that makes providers.
	 */
	@FunctionalInterface
	interface Wire {

		ChatProvider provider(ProviderConfig config, WebClient client, JsonMapper json, Scheduler scheduler);

	}

}
