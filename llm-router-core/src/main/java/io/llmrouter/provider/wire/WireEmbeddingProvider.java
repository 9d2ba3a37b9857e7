package io.llmrouter.provider.wire;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatRequestBuilder;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.RequestRules;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.HttpCall;
import io.llmrouter.provider.http.HttpExchange;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Embedding provider over HTTP: the way of a call that all wires share. A subclass tells
 * what its wire looks like.
 * <p>
 * Every failure is a {@link ProviderException}; an answer that has not one vector of
 * finite numbers for each input, all of the same and the requested length, is one too.
 * Nothing is retried. Thread-safe.
 *
 * @since 0.1.0
 */
public abstract class WireEmbeddingProvider implements EmbeddingProvider {

	private final WireSettings settings;

	private final WireCalls calls;

	private final HttpExchange exchange;

	private final JsonMapper json;

	/**
	 * Create a provider.
	 * @param settings the settings, whose models are embedding models
	 * @param client the HTTP client, set up with the connect timeout of the settings,
	 * without retries and without redirects
	 * @param json the JSON mapper
	 * @param time the source of time
	 * @param scheduler where timers run
	 */
	protected WireEmbeddingProvider(WireSettings settings, WebClient client, JsonMapper json, TimeSource time,
			Scheduler scheduler) {
		this.settings = settings;
		this.calls = new WireCalls(settings, time, scheduler);
		this.json = WireJson.ready(json);
		this.exchange = new HttpExchange(client, scheduler, settings.limits().maxBodyBytes());
	}

	@Override
	public final String name() {
		return this.settings.name();
	}

	@Override
	public final List<String> models() {
		return this.settings.models();
	}

	@Override
	public abstract String wire();

	/**
	 * Turn texts into vectors. One subscription sends one request; cancelling it closes
	 * the connection; the result is never empty.
	 * @param request the texts
	 * @return one vector for each text, in their order
	 */
	@Override
	public final Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
		return Mono.defer(() -> ask(request));
	}

	/**
	 * Return how many texts one request may have.
	 * @return the most texts
	 */
	protected abstract int maxInputs();

	/**
	 * Return the whole address of a call.
	 * @param model the model
	 * @return the address
	 */
	protected abstract URI uri(String model);

	/**
	 * Add the key.
	 * @param headers the headers
	 * @param key the key
	 */
	protected abstract void addKey(HttpHeaders headers, String key);

	/**
	 * Write a request.
	 * @param site who is asked
	 * @param model the model
	 * @param request what to ask
	 * @param body where to write it
	 */
	protected abstract void write(CallSite site, String model, EmbeddingRequest request, ObjectNode body);

	/**
	 * Read an answer without a status of success.
	 * @param site who answered
	 * @param answer the answer
	 * @param texts what was asked, as a chat request, of which a failure shows nothing
	 * @return the failure
	 */
	protected abstract ProviderException refused(CallSite site, HttpAnswer answer, ChatRequest texts);

	/**
	 * Read an error that came with a status of success.
	 * @param site who answered
	 * @param body the answer, which has an error in it
	 * @param texts what was asked, as a chat request, of which a failure shows nothing
	 * @return the failure
	 */
	protected abstract ProviderException inBand(CallSite site, JsonNode body, ChatRequest texts);

	/**
	 * Read the vectors of an answer.
	 * @param body the answer
	 * @param vectors where to put them
	 */
	protected abstract void read(JsonNode body, EmbeddingVectors vectors);

	/**
	 * Read the tokens used.
	 * @param body the answer
	 * @return the usage, or {@code null} where it is not told
	 */
	protected abstract @Nullable TokenUsage usage(JsonNode body);

	/**
	 * Add the extra fields of a request, last, so that they win.
	 * @param site who is asked
	 * @param target where to add them
	 * @param extra the fields
	 */
	protected final void addExtra(CallSite site, ObjectNode target, Map<String, Object> extra) {
		for (Map.Entry<String, Object> field : extra.entrySet()) {
			target.set(field.getKey(), WireJson.extra(this.json, site, field));
		}
	}

	private Mono<EmbeddingResponse> ask(EmbeddingRequest request) {
		ApiKeys.Key key = this.calls.nextKey();
		HttpCall call = call(request, key);
		CallSite site = call.site();
		Mono<EmbeddingResponse> answer = this.exchange.whole(call,
				(at, refused) -> refused(at, refused, texts(request)), (whole) -> read(site, whole, request));
		return this.calls.guarded(answer, site, key);
	}

	private HttpCall call(EmbeddingRequest request, ApiKeys.Key key) {
		RequestRules.check(request, maxInputs());
		String model = this.calls.model(request.model());
		CallSite site = this.calls.site(model);
		ObjectNode body = this.json.createObjectNode();
		write(site, model, request, body);
		return new HttpCall(site, uri(model), (headers) -> this.calls.addHeaders(headers, key, this::addKey),
				this.json.writeValueAsBytes(body));
	}

	private EmbeddingResponse read(CallSite site, HttpAnswer answer, EmbeddingRequest request) {
		JsonNode body = answer.json(this.json);
		EmbeddingVectors vectors = new EmbeddingVectors(site, request);
		if (body.isMissingNode()) {
			throw vectors.invalid("that is no JSON");
		}
		if (isError(body.isArray() ? body.path(0) : body)) {
			throw inBand(site, body, texts(request));
		}
		read(body, vectors);
		return new EmbeddingResponse(name(), id(answer, body), text(body.path("model")), vectors.complete(),
				inputOnly(usage(body)));
	}

	private static boolean isError(JsonNode body) {
		JsonNode error = body.path("error");
		return error.isObject() || error.isString();
	}

	private static @Nullable String id(HttpAnswer answer, JsonNode body) {
		String id = answer.requestId();
		return (id != null) ? id : text(body.path("id"));
	}

	private static @Nullable String text(JsonNode node) {
		return (node.isString() && !node.stringValue().isBlank()) ? node.stringValue() : null;
	}

	// Nothing is generated, so that an output some providers tell, be it 0, is none.
	private static @Nullable TokenUsage inputOnly(@Nullable TokenUsage usage) {
		if (usage == null) {
			return null;
		}
		return new TokenUsage(usage.inputTokens(), null, usage.cacheReadTokens(), usage.cacheWriteTokens(), null,
				usage.estimated(), usage.reportedCostUsd());
	}

	// The error tables know from a chat request what to leave out of a provider's words.
	private static ChatRequest texts(EmbeddingRequest request) {
		ChatRequestBuilder texts = ChatRequest.builder();
		request.inputs().forEach(texts::user);
		return texts.build();
	}

	@Override
	public final String toString() {
		return getClass().getSimpleName() + "[" + this.settings + "]";
	}

}
