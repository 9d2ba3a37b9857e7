package io.llmrouter.provider.gemini;

import java.net.URI;
import java.util.Objects;
import java.util.Set;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.AnswerStream;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import io.llmrouter.provider.http.SseDecoder;
import io.llmrouter.provider.wire.WireChatProvider;
import io.llmrouter.provider.wire.WireJson;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Provider that speaks the protocol of Google's Gemini API. Thread-safe.
 *
 * @since 0.1.0
 */
public final class GeminiChatProvider extends WireChatProvider {

	private final GeminiSettings settings;

	private final JsonMapper json;

	private final GeminiRequestMapper requests;

	private final GeminiResponseMapper responses;

	private final GeminiErrors errors;

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
		super(settings, client, MediaType.TEXT_EVENT_STREAM, time, scheduler);
		this.settings = settings;
		this.json = WireJson.ready(json);
		this.requests = new GeminiRequestMapper(json);
		this.errors = new GeminiErrors(json, new RetryAfterParser(time::now), new Redaction(settings.apiKeys()));
		this.responses = new GeminiResponseMapper(json, this.errors);
	}

	@Override
	public String wire() {
		return "gemini";
	}

	@Override
	public Set<Capability> capabilities() {
		return GeminiRequestMapper.CAPABILITIES;
	}

	@Override
	protected URI uri(String model, boolean stream) {
		return this.settings.uri(GeminiModel.of(model), stream);
	}

	@Override
	protected void addKey(HttpHeaders headers, String key) {
		headers.set("x-goog-api-key", key);
	}

	@Override
	protected byte[] write(CallSite site, ChatRequest request, boolean stream) {
		String model = Objects.requireNonNull(site.model(), "'model' must not be null");
		return this.requests.map(site, GeminiModel.of(model), request);
	}

	@Override
	protected ProviderException refused(CallSite site, HttpAnswer answer, ChatRequest request) {
		return this.errors.refused(site, answer, request);
	}

	@Override
	protected ChatResponse read(CallSite site, HttpAnswer answer, ChatRequest request) {
		return this.responses.map(site, answer, request);
	}

	@Override
	protected Flux<ChatChunk> read(AnswerStream stream, CallSite site, Flux<DataBuffer> body, ChatRequest request) {
		return stream.decode(SseDecoder.decode(body, this.settings.limits().events()), mapper(site, request));
	}

	@Override
	protected Flux<ChatChunk> readDocument(CallSite site, HttpAnswer answer, ChatRequest request) {
		return Flux.fromIterable(mapper(site, request).map(answer));
	}

	private GeminiStreamMapper mapper(CallSite site, ChatRequest request) {
		return new GeminiStreamMapper(site, request, this.json, this.responses);
	}

}
