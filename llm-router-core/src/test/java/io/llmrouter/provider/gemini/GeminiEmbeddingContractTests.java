package io.llmrouter.provider.gemini;

import java.util.List;
import java.util.Map;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.EmbeddingProviderContract;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

class GeminiEmbeddingContractTests extends EmbeddingProviderContract {

	@Override
	protected EmbeddingProvider provider(Setup setup) {
		GeminiSettings settings = new GeminiSettings(NAME, setup.baseUrl(), List.of(KEY), setup.models(), Map.of(),
				setup.timeouts(), setup.limits());
		return new GeminiEmbeddingProvider(settings, setup.client(), JsonMapper.shared(), TimeSource.SYSTEM,
				Schedulers.parallel());
	}

	@Override
	protected String folder() {
		return "gemini/embeddings";
	}

	@Override
	protected String schema() {
		return "gemini-embed";
	}

	@Override
	protected String errors() {
		return "gemini/errors";
	}

	@Override
	protected String path() {
		return "/models/embed-1:batchEmbedContents";
	}

	@Override
	protected Map.Entry<String, String> keyHeader() {
		return Map.entry("x-goog-api-key", KEY);
	}

	@Override
	protected String echoedModel() {
		return null;
	}

	@Override
	protected int maxInputs() {
		return 100;
	}

	@Override
	protected String answer(String... vectors) {
		return "{\"embeddings\":[{\"values\":" + String.join("},{\"values\":", vectors) + "}]}";
	}

	@Override
	protected String error(String message) {
		return "{\"error\":{\"message\":\"" + message + "\"}}";
	}

}
