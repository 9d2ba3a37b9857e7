package io.llmrouter.provider.ollama;

import java.util.List;
import java.util.Map;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.EmbeddingProviderContract;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

class OllamaEmbeddingContractTests extends EmbeddingProviderContract {

	@Override
	protected EmbeddingProvider provider(Setup setup) {
		OllamaSettings settings = new OllamaSettings(NAME, setup.baseUrl(), List.of(KEY), setup.models(), Map.of(),
				setup.timeouts(), setup.limits(), null, null);
		return new OllamaEmbeddingProvider(settings, setup.client(), JsonMapper.shared(), TimeSource.SYSTEM,
				Schedulers.parallel());
	}

	@Override
	protected String folder() {
		return "ollama/embeddings";
	}

	@Override
	protected String schema() {
		return "ollama-embed";
	}

	@Override
	protected String errors() {
		return "ollama/errors";
	}

	@Override
	protected String path() {
		return "/api/embed";
	}

	@Override
	protected int maxInputs() {
		return 2048;
	}

	@Override
	protected String answer(String... vectors) {
		return "{\"embeddings\":[" + String.join(",", vectors) + "]}";
	}

	@Override
	protected String error(String message) {
		return "{\"error\":\"" + message + "\"}";
	}

}
