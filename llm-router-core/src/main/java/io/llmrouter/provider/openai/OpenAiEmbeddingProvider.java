package io.llmrouter.provider.openai;

import java.net.URI;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
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
 * Embedding provider that speaks OpenAI's protocol. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OpenAiEmbeddingProvider extends WireEmbeddingProvider {

	private final OpenAiSettings settings;

	private final OpenAiEmbeddingQuirks quirks;

	private final OpenAiErrors errors;

	/**
	 * Create a provider.
	 * @param settings the settings, with the path of embeddings and embedding models
	 * @param quirks the dialect of embeddings
	 * @param client the HTTP client, set up with the connect timeout of the settings,
	 * without retries and without redirects
	 * @param json the JSON mapper
	 * @param time the source of time
	 * @param scheduler where timers run
	 */
	public OpenAiEmbeddingProvider(OpenAiSettings settings, OpenAiEmbeddingQuirks quirks, WebClient client,
			JsonMapper json, TimeSource time, Scheduler scheduler) {
		super(settings, client, json, time, scheduler);
		this.settings = settings;
		this.quirks = quirks;
		this.errors = new OpenAiErrors(settings.quirks(), json, new RetryAfterParser(time::now),
				new Redaction(settings.apiKeys()));
	}

	@Override
	protected int maxInputs() {
		return this.quirks.maxInputs();
	}

	@Override
	public String wire() {
		return "openai";
	}

	@Override
	protected URI uri(String model) {
		return this.settings.uri(model);
	}

	@Override
	protected void addKey(HttpHeaders headers, String key) {
		headers.set(this.settings.quirks().keyHeader(), this.settings.quirks().keyPrefix() + key);
	}

	@Override
	protected void write(CallSite site, String model, EmbeddingRequest request, ObjectNode body) {
		body.put("model", model);
		ArrayNode input = body.putArray("input");
		request.inputs().forEach(input::add);
		if (request.dimensions() != null) {
			body.put(this.quirks.dimensionsField(), request.dimensions());
		}
		if (this.quirks.base64()) {
			body.put("encoding_format", "base64");
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
		int position = 0;
		for (JsonNode element : body.path("data")) {
			vectors.add(index(element.path("index"), position), element.path("embedding"));
			position++;
		}
	}

	private static int index(JsonNode index, int position) {
		return (index.isIntegralNumber() && index.canConvertToInt()) ? index.intValue() : position;
	}

	@Override
	protected @Nullable TokenUsage usage(JsonNode body) {
		return OpenAiUsage.read(body.path("usage"));
	}

}
