package io.llmrouter.provider.ollama;

import java.net.URI;
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
import io.llmrouter.provider.http.NdjsonDecoder;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
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
 * Provider that speaks Ollama's own chat protocol. Thread-safe. Ollama stops generating
 * when a call is cancelled.
 *
 * @since 0.1.0
 */
public final class OllamaChatProvider extends WireChatProvider {

	private final OllamaSettings settings;

	private final URI uri;

	private final JsonMapper json;

	private final OllamaRequestMapper requests;

	private final OllamaResponseMapper responses;

	private final OllamaErrors errors;

	/**
	 * Create a provider.
	 * @param settings the settings
	 * @param client the HTTP client, set up with the connect timeout of the settings,
	 * without retries and without redirects
	 * @param json the JSON mapper
	 * @param time the source of time
	 * @param scheduler where timers run
	 */
	public OllamaChatProvider(OllamaSettings settings, WebClient client, JsonMapper json, TimeSource time,
			Scheduler scheduler) {
		super(settings, client, MediaType.APPLICATION_NDJSON, time, scheduler);
		this.settings = settings;
		this.uri = settings.uri();
		this.json = WireJson.ready(json);
		this.requests = new OllamaRequestMapper(json, settings);
		this.errors = new OllamaErrors(json, new RetryAfterParser(time::now), new Redaction(settings.apiKeys()));
		this.responses = new OllamaResponseMapper(json, this.errors);
	}

	@Override
	public String wire() {
		return "ollama";
	}

	@Override
	public Set<Capability> capabilities() {
		return OllamaRequestMapper.CAPABILITIES;
	}

	@Override
	protected URI uri(String model, boolean stream) {
		return this.uri;
	}

	@Override
	protected void addKey(HttpHeaders headers, String key) {
		headers.setBearerAuth(key);
	}

	@Override
	protected byte[] write(CallSite site, ChatRequest request, boolean stream) {
		return this.requests.map(site, request, stream);
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
		return stream.decode(NdjsonDecoder.decode(body, this.settings.limits().events()),
				new OllamaStreamMapper(site, request, this.json, this.errors));
	}

}
