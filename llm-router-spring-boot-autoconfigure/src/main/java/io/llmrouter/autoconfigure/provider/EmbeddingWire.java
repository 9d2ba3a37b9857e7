package io.llmrouter.autoconfigure.provider;

import java.util.List;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.gemini.GeminiEmbeddingProvider;
import io.llmrouter.provider.gemini.GeminiSettings;
import io.llmrouter.provider.ollama.OllamaEmbeddingProvider;
import io.llmrouter.provider.ollama.OllamaSettings;
import io.llmrouter.provider.openai.OpenAiEmbeddingProvider;
import io.llmrouter.provider.openai.OpenAiEmbeddingQuirks;
import io.llmrouter.provider.openai.OpenAiPreset;
import io.llmrouter.provider.openai.OpenAiSettings;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Protocol that makes providers of embeddings.
 */
@FunctionalInterface
interface EmbeddingWire {

	EmbeddingProvider provider(ProviderConfig config, WebClient client, JsonMapper json, Scheduler scheduler);

	/**
	 * Return the protocol of a type of provider.
	 * @param type the type
	 * @return the protocol, or {@code null} where the type has no embeddings
	 */
	static @Nullable EmbeddingWire of(ProviderType type) {
		return of(type.code());
	}

	/**
	 * Return the types that have embeddings.
	 * @return their names
	 */
	static List<String> codes() {
		return ProviderType.codes().stream().filter((code) -> of(code) != null).toList();
	}

	private static @Nullable EmbeddingWire of(String code) {
		return switch (code) {
			case "gemini" -> EmbeddingWire::gemini;
			case "ollama" -> EmbeddingWire::ollama;
			default -> openAi(OpenAiPreset.of(code));
		};
	}

	private static @Nullable EmbeddingWire openAi(@Nullable OpenAiPreset preset) {
		OpenAiEmbeddingQuirks quirks = (preset != null) ? OpenAiEmbeddingQuirks.of(preset) : null;
		if (preset == null || quirks == null) {
			return null;
		}
		return (config, client, json, scheduler) -> {
			OpenAiSettings settings = new OpenAiSettings(config.name(), config.baseUrl(),
					preset.embeddingsPath(config.baseUrl()), config.apiKeys(), config.models(), config.headers(),
					config.timeouts(), config.limits(), preset.quirks());
			return new OpenAiEmbeddingProvider(settings, quirks, client, json, TimeSource.SYSTEM, scheduler);
		};
	}

	private static EmbeddingProvider gemini(ProviderConfig config, WebClient client, JsonMapper json,
			Scheduler scheduler) {
		GeminiSettings settings = new GeminiSettings(config.name(), config.baseUrl(), config.apiKeys(), config.models(),
				config.headers(), config.timeouts(), config.limits());
		return new GeminiEmbeddingProvider(settings, client, json, TimeSource.SYSTEM, scheduler);
	}

	private static EmbeddingProvider ollama(ProviderConfig config, WebClient client, JsonMapper json,
			Scheduler scheduler) {
		OllamaSettings settings = new OllamaSettings(config.name(), config.baseUrl(), config.apiKeys(), config.models(),
				config.headers(), config.timeouts(), config.limits(), config.options().keepAlive(),
				config.options().numCtx());
		return new OllamaEmbeddingProvider(settings, client, json, TimeSource.SYSTEM, scheduler);
	}

}
