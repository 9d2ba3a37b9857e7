package io.llmrouter.provider.gemini;

import java.time.Duration;
import java.util.List;

import io.llmrouter.call.StreamGuard;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.RequestRules;
import io.llmrouter.provider.http.AnswerStream;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpCall;
import io.llmrouter.provider.http.HttpExchange;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import io.llmrouter.provider.http.SseDecoder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Provider that speaks the protocol of Google's Gemini API. Thread-safe.
 * <p>
 * Every failure is a {@link ProviderException}. A cut before content has type
 * {@link ErrorType#CONNECTION}, a later one {@link ErrorType#STREAM_INTERRUPTED}; what
 * fails after the finish reason is ignored. Nothing is retried.
 *
 * @since 0.1.0
 */
public final class GeminiChatProvider implements ChatProvider {

	private static final String KEY_HEADER = "x-goog-api-key";

	private final GeminiSettings settings;

	private final JsonMapper json;

	private final HttpExchange exchange;

	private final GeminiRequestMapper requests;

	private final GeminiResponseMapper responses;

	private final GeminiErrors errors;

	private final StreamGuard guard;

	private final TimeSource time;

	private final Scheduler scheduler;

	/**
	 * Create a provider.
	 * @param settings the settings
	 * @param client the HTTP client, set up with the connect timeout of the settings,
	 * without retries and without redirects
	 * @param json the JSON mapper
	 * @param time the source of time
	 * @param scheduler where timers run
	 */
	public GeminiChatProvider(GeminiSettings settings, WebClient client, JsonMapper json, TimeSource time,
			Scheduler scheduler) {
		this.settings = settings;
		this.json = json;
		this.time = time;
		this.scheduler = scheduler;
		this.exchange = new HttpExchange(client, scheduler, settings.limits().maxBodyBytes());
		this.requests = new GeminiRequestMapper(json);
		this.errors = new GeminiErrors(json, new RetryAfterParser(time::now), new Redaction(settings.apiKey()));
		this.responses = new GeminiResponseMapper(json, this.errors);
		this.guard = new StreamGuard(time, scheduler);
	}

	@Override
	public String name() {
		return this.settings.name();
	}

	@Override
	public List<String> models() {
		return this.settings.models();
	}

	/**
	 * Ask for a complete answer. One subscription sends one request; cancelling it closes
	 * the connection; the result is never empty.
	 * @param request what to ask
	 * @return the answer
	 */
	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		return Mono.defer(() -> ask(request));
	}

	/**
	 * Ask for an answer in pieces. One subscription sends one request; cancelling it
	 * closes the connection; completion means that the answer is complete.
	 * @param request what to ask
	 * @return the pieces
	 */
	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.defer(() -> open(request));
	}

	private Mono<ChatResponse> ask(ChatRequest request) {
		HttpCall call = call(request, false);
		Duration limit = this.settings.timeouts().response();
		return this.exchange.whole(call, (site, answer) -> this.errors.refused(site, answer, request))
			.map((answer) -> this.responses.map(call.site(), answer, request))
			.timeout(limit, Mono.error(() -> late(call.site(), limit)), this.scheduler);
	}

	private Flux<ChatChunk> open(ChatRequest request) {
		HttpCall call = call(request, true);
		CallSite site = call.site();
		AnswerStream answer = new AnswerStream(site, request, this.time, this.scheduler);
		GeminiStreamMapper mapper = new GeminiStreamMapper(site, request, this.json, this.responses);
		Flux<ChatChunk> chunks = this.exchange.stream(call, MediaType.TEXT_EVENT_STREAM,
				(at, refused) -> this.errors.refused(at, refused, request),
				(body) -> answer.decode(SseDecoder.decode(body, this.settings.limits().events()), mapper),
				(whole) -> Flux.fromIterable(mapper.map(whole)));
		return answer.guard(chunks, this.guard, this.settings.timeouts().stream(isReasoning(request)));
	}

	private HttpCall call(ChatRequest request, boolean stream) {
		RequestRules.check(request);
		String name = model(request);
		CallSite site = CallSite.of(name(), name, this.settings.baseUrl());
		GeminiModel model = GeminiModel.of(name);
		return new HttpCall(site, this.settings.uri(model, stream), this::addHeaders,
				this.requests.map(site, model, request));
	}

	private String model(ChatRequest request) {
		if (request.model() != null) {
			return request.model();
		}
		if (this.settings.models().isEmpty()) {
			throw CallSite.of(name(), null, this.settings.baseUrl())
				.failure(ErrorType.INVALID_REQUEST,
						"was not asked: neither the request nor the configuration names a model; name one of the two");
		}
		return this.settings.models().get(0);
	}

	private void addHeaders(HttpHeaders headers) {
		this.settings.headers().forEach(headers::set);
		String key = this.settings.apiKey();
		if (key != null && !key.isBlank()) {
			headers.set(KEY_HEADER, key);
		}
	}

	private static boolean isReasoning(ChatRequest request) {
		ReasoningEffort effort = request.options().reasoningEffort();
		return effort != null && effort != ReasoningEffort.NONE;
	}

	private static ProviderException late(CallSite site, Duration limit) {
		return site.failure(ErrorType.TIMEOUT_FIRST_TOKEN,
				"did not answer within " + limit + "; raise the response timeout if it may");
	}

	@Override
	public String toString() {
		return "GeminiChatProvider[" + this.settings + "]";
	}

}
