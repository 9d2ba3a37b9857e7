package io.llmrouter.provider.ollama;

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
 * Embedding provider that speaks Ollama's own protocol. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OllamaEmbeddingProvider extends WireEmbeddingProvider {

	private static final String PATH = "/api/embed";

	/** A bound of ours: the server has none. */
	private static final int MAX_INPUTS = 2048;

	private final OllamaSettings settings;

	private final URI uri;

	private final OllamaErrors errors;

	/**
	 * Create a provider.
	 * @param settings the settings, with embedding models
	 * @param client the HTTP client, set up with the connect timeout of the settings,
	 * without retries and without redirects
	 * @param json the JSON mapper
	 * @param time the source of time
	 * @param scheduler where timers run
	 */
	public OllamaEmbeddingProvider(OllamaSettings settings, WebClient client, JsonMapper json, TimeSource time,
			Scheduler scheduler) {
		super(settings, client, json, time, scheduler);
		this.settings = settings;
		this.uri = HttpCall.join(settings.baseUrl(), PATH);
		this.errors = new OllamaErrors(json, new RetryAfterParser(time::now), new Redaction(settings.apiKeys()));
	}

	@Override
	protected int maxInputs() {
		return MAX_INPUTS;
	}

	@Override
	public String wire() {
		return "ollama";
	}

	@Override
	protected URI uri(String model) {
		return this.uri;
	}

	@Override
	protected void addKey(HttpHeaders headers, String key) {
		headers.setBearerAuth(key);
	}

	@Override
	protected void write(CallSite site, String model, EmbeddingRequest request, ObjectNode body) {
		body.put("model", model);
		ArrayNode input = body.putArray("input");
		request.inputs().forEach(input::add);
		// Else the server embeds the beginning of a long text as if it were the whole.
		body.put("truncate", false);
		if (request.dimensions() != null) {
			body.put("dimensions", request.dimensions());
		}
		if (this.settings.keepAlive() != null) {
			body.put("keep_alive", this.settings.keepAlive().toMillis() + "ms");
		}
		if (this.settings.numCtx() != null) {
			body.putObject("options").put("num_ctx", this.settings.numCtx());
		}
		addExtra(site, body, request.extra());
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
		vectors.addAll(body.path("embeddings"), "");
	}

	@Override
	protected @Nullable TokenUsage usage(JsonNode body) {
		return OllamaMessage.read(body).usage();
	}

}
