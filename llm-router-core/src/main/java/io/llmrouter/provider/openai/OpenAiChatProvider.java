package io.llmrouter.provider.openai;

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
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import io.llmrouter.provider.http.SseDecoder;
import io.llmrouter.provider.wire.WireChatProvider;
import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Provider that speaks OpenAI's chat completions protocol. A server that refuses to be
 * asked for the usage of a stream is asked once more without it, within the same call; it
 * is not asked for it again for an hour. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OpenAiChatProvider extends WireChatProvider {

	private final OpenAiSettings settings;

	private final @Nullable URI uri;

	private final JsonMapper json;

	private final OpenAiRequestMapper requests;

	private final OpenAiResponseMapper responses;

	private final OpenAiErrors errors;

	private final StreamOptions streamOptions;

	/**
	 * Create a provider.
	 * @param settings the settings
	 * @param client the HTTP client, set up with the connect timeout of the settings,
	 * without retries and without redirects
	 * @param json the JSON mapper
	 * @param time the source of time
	 * @param scheduler where timers run
	 */
	public OpenAiChatProvider(OpenAiSettings settings, WebClient client, JsonMapper json, TimeSource time,
			Scheduler scheduler) {
		super(settings, client, MediaType.TEXT_EVENT_STREAM, time, scheduler);
		this.settings = settings;
		this.uri = settings.isUriOfEveryModel() ? settings.uri("") : null;
		this.json = WireJson.ready(json);
		this.requests = new OpenAiRequestMapper(json, settings.quirks());
		this.errors = new OpenAiErrors(settings.quirks(), json, new RetryAfterParser(time::now),
				new Redaction(settings.apiKeys()));
		this.responses = new OpenAiResponseMapper(json, this.errors);
		this.streamOptions = new StreamOptions(settings.quirks(), time);
	}

	@Override
	public String wire() {
		return "openai";
	}

	@Override
	public Set<Capability> capabilities() {
		return this.settings.quirks().capabilities();
	}

	@Override
	protected URI uri(String model, boolean stream) {
		return (this.uri != null) ? this.uri : this.settings.uri(model);
	}

	@Override
	protected void addKey(HttpHeaders headers, String key) {
		headers.set(this.settings.quirks().keyHeader(), this.settings.quirks().keyPrefix() + key);
	}

	@Override
	protected byte[] write(CallSite site, ChatRequest request, boolean stream) {
		return stream ? this.requests.mapStream(site, request, this.streamOptions.areSent())
				: this.requests.map(site, request);
	}

	@Override
	protected byte @Nullable [] writeOtherwise(CallSite site, HttpAnswer refused, ChatRequest request) {
		boolean ours = !request.options().extra().containsKey(StreamOptions.FIELD);
		return (ours && this.streamOptions.areRefusedBy(refused)) ? this.requests.mapStream(site, request, false)
				: null;
	}

	@Override
	protected void takenOtherwise() {
		this.streamOptions.refused();
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
		return stream.decode(SseDecoder.decode(body, this.settings.limits().events()),
				new OpenAiStreamMapper(site, request, this.json, this.errors));
	}

}
