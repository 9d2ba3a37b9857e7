package io.llmrouter.provider.wire;

import java.net.URI;
import java.util.List;
import java.util.function.Function;

import io.llmrouter.call.StreamGuard;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.RequestRules;
import io.llmrouter.provider.http.AnswerStream;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.HttpCall;
import io.llmrouter.provider.http.HttpExchange;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.core.JacksonException;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Provider over HTTP: the way of a call that all wires share. A subclass tells what its
 * wire looks like.
 * <p>
 * Every failure is a {@link ProviderException}. A cut before content has type
 * {@link ErrorType#CONNECTION}, a later one {@link ErrorType#STREAM_INTERRUPTED}; what
 * fails after the reason to finish is ignored. Nothing is retried; a stream that was
 * refused before it began may be asked for once more in other words, see
 * {@link #writeOtherwise}. Thread-safe.
 *
 * @since 0.1.0
 */
public abstract class WireChatProvider implements ChatProvider {

	private final WireSettings settings;

	private final WireCalls calls;

	private final HttpExchange exchange;

	private final MediaType streamType;

	private final StreamGuard guard;

	private final TimeSource time;

	private final Scheduler scheduler;

	/**
	 * Create a provider.
	 * @param settings the settings
	 * @param client the HTTP client, set up with the connect timeout of the settings,
	 * without retries and without redirects
	 * @param streamType the media type of the streams of this wire
	 * @param time the source of time
	 * @param scheduler where timers run
	 */
	protected WireChatProvider(WireSettings settings, WebClient client, MediaType streamType, TimeSource time,
			Scheduler scheduler) {
		this.settings = settings;
		this.calls = new WireCalls(settings, time, scheduler);
		this.streamType = streamType;
		this.time = time;
		this.scheduler = scheduler;
		this.exchange = new HttpExchange(client, scheduler, settings.limits().maxBodyBytes());
		this.guard = new StreamGuard(time, scheduler);
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
	 * Ask for a complete answer. One subscription sends one request; cancelling it closes
	 * the connection; the result is never empty.
	 * @param request what to ask
	 * @return the answer
	 */
	@Override
	public final Mono<ChatResponse> chat(ChatRequest request) {
		return Mono.defer(() -> ask(request));
	}

	/**
	 * Ask for an answer in pieces. One subscription sends one request; cancelling it
	 * closes the connection; completion means that the answer is complete.
	 * @param request what to ask
	 * @return the pieces
	 */
	@Override
	public final Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.defer(() -> open(request));
	}

	/**
	 * Return the whole address of a call.
	 * @param model the model
	 * @param stream whether the answer shall come in pieces
	 * @return the address
	 */
	protected abstract URI uri(String model, boolean stream);

	/**
	 * Add the key.
	 * @param headers the headers
	 * @param key the key
	 */
	protected abstract void addKey(HttpHeaders headers, String key);

	/**
	 * Add the headers of the wire, which the settings may replace.
	 * @param headers the headers
	 */
	protected void addHeaders(HttpHeaders headers) {
	}

	/**
	 * Write a request.
	 * @param site who is asked
	 * @param request what to ask
	 * @param stream whether the answer shall come in pieces
	 * @return the JSON
	 */
	protected abstract byte[] write(CallSite site, ChatRequest request, boolean stream);

	/**
	 * Write the request of a refused stream in other words. It is sent once, within the
	 * same call and its limits, and is no retry: no failure was seen that could go away.
	 * @param site who was asked
	 * @param refused the answer without a status of success
	 * @param request what was asked
	 * @return the JSON, or {@code null} where the refusal stands
	 */
	protected byte @Nullable [] writeOtherwise(CallSite site, HttpAnswer refused, ChatRequest request) {
		return null;
	}

	/**
	 * Called when a stream comes that was asked for in other words, with each of its
	 * pieces.
	 */
	protected void takenOtherwise() {
	}

	/**
	 * Read an answer without a status of success.
	 * @param site who answered
	 * @param answer the answer
	 * @param request what was asked
	 * @return the failure
	 */
	protected abstract ProviderException refused(CallSite site, HttpAnswer answer, ChatRequest request);

	/**
	 * Read a whole answer.
	 * @param site who answered
	 * @param answer the answer
	 * @param request what was asked
	 * @return the answer
	 */
	protected abstract ChatResponse read(CallSite site, HttpAnswer answer, ChatRequest request);

	/**
	 * Read a stream.
	 * @param stream the rules by which it ends
	 * @param site who answers
	 * @param body what comes
	 * @param request what was asked
	 * @return the pieces
	 */
	protected abstract Flux<ChatChunk> read(AnswerStream stream, CallSite site, Flux<DataBuffer> body,
			ChatRequest request);

	/**
	 * Read an answer that came as one document where a stream was asked for.
	 * @param site who answered
	 * @param answer the answer
	 * @param request what was asked
	 * @return the pieces
	 */
	protected Flux<ChatChunk> readDocument(CallSite site, HttpAnswer answer, ChatRequest request) {
		return AnswerStream.chunks(read(site, answer, request));
	}

	private Mono<ChatResponse> ask(ChatRequest request) {
		ApiKeys.Key key = this.calls.nextKey();
		HttpCall call = call(request, key, false);
		CallSite site = call.site();
		Mono<ChatResponse> answer = this.exchange.whole(call, (at, refused) -> refused(at, refused, request),
				(whole) -> read(site, whole, request));
		return this.calls.guarded(answer, site, key);
	}

	private Flux<ChatChunk> open(ChatRequest request) {
		ApiKeys.Key key = this.calls.nextKey();
		HttpCall call = call(request, key, true);
		AnswerStream answer = new AnswerStream(call.site(), request, this.time, this.scheduler);
		Flux<ChatChunk> chunks = send(answer, call, request,
				(refused) -> sendOtherwise(answer, call, refused, request));
		return answer.guard(key.watch(chunks), this.guard, this.settings.timeouts().stream(isReasoning(request)));
	}

	private Flux<ChatChunk> send(AnswerStream answer, HttpCall call, ChatRequest request,
			Function<HttpAnswer, Flux<ChatChunk>> refused) {
		CallSite site = call.site();
		return this.exchange.stream(call, this.streamType, refused, (body) -> read(answer, site, body, request),
				(whole) -> readDocument(site, whole, request));
	}

	private Flux<ChatChunk> sendOtherwise(AnswerStream answer, HttpCall call, HttpAnswer refused, ChatRequest request) {
		CallSite site = call.site();
		byte[] body = writeOtherwise(site, refused, request);
		if (body == null) {
			return Flux.error(refused(site, refused, request));
		}
		HttpCall other = new HttpCall(site, call.uri(), call.headers(), body);
		return send(answer, other, request, (again) -> Flux.error(refused(site, again, request)))
			.doOnNext((chunk) -> takenOtherwise());
	}

	private HttpCall call(ChatRequest request, ApiKeys.Key key, boolean stream) {
		RequestRules.check(request);
		String model = this.calls.model(request.model());
		CallSite site = this.calls.site(model);
		checkWireFields(site, request.options().wireFields());
		return new HttpCall(site, uri(model, stream), (headers) -> addAllHeaders(headers, key),
				written(site, request, stream));
	}

	// A text that holds half of a surrogate pair is no text that could be sent.
	private byte[] written(CallSite site, ChatRequest request, boolean stream) {
		try {
			return write(site, request, stream);
		}
		catch (JacksonException ex) {
			throw site.failure(ErrorType.INVALID_REQUEST,
					"was not asked: the request holds a text that is no valid Unicode; remove unpaired surrogates");
		}
	}

	private void checkWireFields(CallSite site, @Nullable WireFields fields) {
		if (fields != null && !fields.wire().equals(wire())) {
			throw Refusals.wireFields(site, fields);
		}
	}

	private void addAllHeaders(HttpHeaders headers, ApiKeys.Key key) {
		addHeaders(headers);
		this.calls.addHeaders(headers, key, this::addKey);
	}

	private static boolean isReasoning(ChatRequest request) {
		ReasoningEffort effort = request.options().reasoningEffort();
		return effort != null && effort != ReasoningEffort.NONE;
	}

	@Override
	public final String toString() {
		return getClass().getSimpleName() + "[" + this.settings + "]";
	}

}
