package io.llmrouter.provider.gemini;

import java.net.URI;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.HttpCall;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import io.llmrouter.provider.wire.EmbeddingVectors;
import io.llmrouter.provider.wire.WireEmbeddingProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Embedding provider that speaks the protocol of Google's Gemini API. Extra fields of a
 * request go with each text, as {@code taskType} does. Thread-safe.
 *
 * @since 0.1.0
 */
public final class GeminiEmbeddingProvider extends WireEmbeddingProvider {

	/** Of one batch; Google refuses more (seen 2026-11). */
	private static final int MAX_INPUTS = 100;

	private final GeminiSettings settings;

	private final GeminiErrors errors;

	/**
	 * Create a provider.
	 * @param settings the settings, with embedding models
	 * @param client the HTTP client, set up with the connect timeout of the settings,
	 * without retries and without redirects
	 * @param json the JSON mapper
	 * @param time the source of time
	 * @param scheduler where timers run
	 */
	public GeminiEmbeddingProvider(GeminiSettings settings, WebClient client, JsonMapper json, TimeSource time,
			Scheduler scheduler) {
		super(settings, client, json, time, scheduler);
		this.settings = settings;
		this.errors = new GeminiErrors(json, new RetryAfterParser(time::now), new Redaction(settings.apiKeys()));
	}

	@Override
	protected int maxInputs() {
		return MAX_INPUTS;
	}

	@Override
	public String wire() {
		return "gemini";
	}

	@Override
	protected URI uri(String model) {
		return HttpCall.join(this.settings.baseUrl(), GeminiModel.of(model).path() + ":batchEmbedContents");
	}

	@Override
	protected void addKey(HttpHeaders headers, String key) {
		headers.set("x-goog-api-key", key);
	}

	@Override
	protected void write(CallSite site, String model, EmbeddingRequest request, ObjectNode body) {
		ArrayNode requests = body.putArray("requests");
		for (String text : request.inputs()) {
			ObjectNode target = requests.addObject().put("model", "models/" + GeminiModel.of(model).name());
			target.putObject("content").putArray("parts").addObject().put("text", text);
			if (request.dimensions() != null) {
				target.put("outputDimensionality", request.dimensions());
			}
			addExtra(site, target, request.extra());
		}
	}

	@Override
	protected ProviderException refused(CallSite site, HttpAnswer answer, ChatRequest texts) {
		return this.errors.refused(site, answer, texts);
	}

	@Override
	protected ProviderException inBand(CallSite site, JsonNode body, ChatRequest texts) {
		return this.errors.inBand(site, body, texts);
	}

	@Override
	protected void read(JsonNode body, EmbeddingVectors vectors) {
		vectors.addAll(body.path("embeddings"), "values");
	}

	@Override
	protected @Nullable TokenUsage usage(JsonNode body) {
		return GeminiUsage.read(body.path("usageMetadata"));
	}

}
