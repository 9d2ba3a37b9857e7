package io.llmrouter.provider.openai;

import java.util.List;
import java.util.Map;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.EmbeddingProviderContract;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

class OpenAiEmbeddingContractTests extends EmbeddingProviderContract {

	@Override
	protected EmbeddingProvider provider(Setup setup) {
		OpenAiSettings settings = new OpenAiSettings(NAME, setup.baseUrl(), OpenAiSettings.EMBEDDINGS_PATH,
				List.of(KEY), setup.models(), Map.of(), setup.timeouts(), setup.limits(), OpenAiQuirks.openAi());
		return new OpenAiEmbeddingProvider(settings, OpenAiEmbeddingQuirks.openAi(), setup.client(),
				JsonMapper.shared(), TimeSource.SYSTEM, Schedulers.parallel());
	}

	@Override
	protected String folder() {
		return "openai/embeddings";
	}

	@Override
	protected String schema() {
		return "openai-embeddings";
	}

	@Override
	protected String errors() {
		return "openai/errors";
	}

	@Override
	protected String path() {
		return "/embeddings";
	}

	@Override
	protected int maxInputs() {
		return 2048;
	}

	@Override
	protected String answer(String... vectors) {
		StringBuilder data = new StringBuilder();
		for (int i = vectors.length - 1; i >= 0; i--) {
			data.append("{\"index\":").append(i).append(",\"embedding\":").append(vectors[i]).append("},");
		}
		return "{\"data\":[" + data.deleteCharAt(data.length() - 1) + "]}";
	}

	@Override
	protected String error(String message) {
		return "{\"error\":{\"message\":\"" + message + "\",\"type\":null,\"code\":null}}";
	}

}
