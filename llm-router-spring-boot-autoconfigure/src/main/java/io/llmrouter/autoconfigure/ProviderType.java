package io.llmrouter.autoconfigure;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.anthropic.AnthropicChatProvider;
import io.llmrouter.provider.anthropic.AnthropicSettings;
import io.llmrouter.provider.gemini.GeminiChatProvider;
import io.llmrouter.provider.gemini.GeminiSettings;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.provider.openai.OpenAiChatProvider;
import io.llmrouter.provider.openai.OpenAiQuirks;
import io.llmrouter.provider.openai.OpenAiSettings;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Kinds of provider that the property {@code type} may name: where each is, whether it
 * needs a key, and which wire it speaks.
 */
enum ProviderType {

	OPENAI("openai", OpenAiSettings.OPENAI_URL, true, openAi(OpenAiQuirks.openAi())),

	OPENAI_COMPATIBLE("openai-compatible", null, false, openAi(OpenAiQuirks.compatible())),

	ANTHROPIC("anthropic", AnthropicSettings.ANTHROPIC_URL, true, (config, client, json,
			scheduler) -> new AnthropicChatProvider(new AnthropicSettings(config.name(), config.baseUrl(),
					config.apiKey(), config.models(), config.headers(), config.timeouts(), WireLimits.defaults(),
					AnthropicSettings.DEFAULT_MAX_TOKENS), client, json, TimeSource.SYSTEM, scheduler)),

	GEMINI("gemini", GeminiSettings.GEMINI_URL, true,
			(config, client, json, scheduler) -> new GeminiChatProvider(
					new GeminiSettings(config.name(), config.baseUrl(), config.apiKey(), config.models(),
							config.headers(), config.timeouts(), WireLimits.defaults()),
					client, json, TimeSource.SYSTEM, scheduler));

	private final String code;

	private final @Nullable URI baseUrl;

	private final boolean keyRequired;

	private final Wire wire;

	ProviderType(String code, @Nullable URI baseUrl, boolean keyRequired, Wire wire) {
		this.code = code;
		this.baseUrl = baseUrl;
		this.keyRequired = keyRequired;
		this.wire = wire;
	}

	private static Wire openAi(OpenAiQuirks quirks) {
		return (config, client, json, scheduler) -> new OpenAiChatProvider(
				new OpenAiSettings(config.name(), config.baseUrl(), OpenAiSettings.DEFAULT_PATH, config.apiKey(),
						config.models(), config.headers(), config.timeouts(), WireLimits.defaults(), quirks),
				client, json, TimeSource.SYSTEM, scheduler);
	}

	static @Nullable ProviderType of(@Nullable String code) {
		return Arrays.stream(values()).filter((type) -> type.code.equals(code)).findFirst().orElse(null);
	}

	static List<String> codes() {
		return Arrays.stream(values()).map(ProviderType::code).toList();
	}

	String code() {
		return this.code;
	}

	@Nullable URI baseUrl() {
		return this.baseUrl;
	}

	boolean isKeyRequired() {
		return this.keyRequired;
	}

	WireTimeouts timeouts() {
		return WireTimeouts.defaults();
	}

	Wire wire() {
		return this.wire;
	}

	/**
	 * Protocol that makes providers.
	 */
	@FunctionalInterface
	interface Wire {

		ChatProvider provider(ProviderConfig config, WebClient client, JsonMapper json, Scheduler scheduler);

	}

}
