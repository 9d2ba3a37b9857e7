package io.llmrouter.provider.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClient.RequestHeadersSpec;

/**
 * Exchange of one JSON request for an answer, whole or as a stream. Every failure is a
 * {@link ProviderException}; nothing is retried; whatever of an answer is not consumed is
 * released, and its connection closed. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HttpExchange {

	private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

	private static final int MAX_ERROR_BYTES = 64 * 1024;

	private static final Duration MAX_ERROR_TIME = Duration.ofSeconds(2);

	private final WebClient client;

	private final Scheduler scheduler;

	private final int maxBodyBytes;

	/**
	 * Create an exchange.
	 * @param client the HTTP client, which must not retry
	 * @param scheduler where the time limit for reading the body of a failure runs
	 * @param maxBodyBytes the longest answer that is no stream, in bytes
	 */
	public HttpExchange(WebClient client, Scheduler scheduler, int maxBodyBytes) {
		this.client = client;
		this.scheduler = scheduler;
		this.maxBodyBytes = maxBodyBytes;
	}

	/**
	 * Ask for a whole answer. One subscription sends one request; cancelling it closes
	 * the connection. To be subscribed to once.
	 * @param <T> the type of the decoded answer
	 * @param call the request
	 * @param errors turns an answer without a status of success into a failure
	 * @param reader decodes an answer that has a body and a status of success
	 * @return the decoded answer
	 */
	public <T> Mono<T> whole(HttpCall call, BiFunction<CallSite, HttpAnswer, ProviderException> errors,
			Function<HttpAnswer, T> reader) {
		OpenConnection connection = new OpenConnection();
		Mono<T> answer = head(request(call, JSON, connection)).flatMap(
				(response) -> isSuccess(response) ? readWhole(call, response, reader) : refuse(call, response, errors));
		return ConnectedCall.of(answer, connection, call.site());
	}

	/**
	 * Ask for a stream. One subscription sends one request; cancelling it closes the
	 * connection. To be subscribed to once. A provider that answers with one JSON
	 * document instead of a stream is understood too.
	 * @param <T> the type of the decoded elements
	 * @param call the request
	 * @param type the media type of the stream
	 * @param refused turns an answer without a status of success into a failure, or into
	 * the elements of another request
	 * @param stream decodes a stream
	 * @param whole decodes an answer that came as one JSON document
	 * @return the decoded elements
	 */
	public <T> Flux<T> stream(HttpCall call, MediaType type, Function<HttpAnswer, Flux<T>> refused,
			Function<Flux<DataBuffer>, Flux<T>> stream, Function<HttpAnswer, Flux<T>> whole) {
		OpenConnection connection = new OpenConnection();
		Flux<T> pieces = head(
				request(call, type.toString(), connection).header(HttpHeaders.ACCEPT_ENCODING, "identity"))
			.flatMapMany((response) -> {
				if (!isSuccess(response)) {
					return readBounded(response).flatMapMany(refused);
				}
				return isStream(response) ? readStream(call, response, stream)
						: readWhole(call, response, whole).flatMapMany(Function.identity());
			});
		return ConnectedCall.of(pieces, connection, call.site());
	}

	// Every body is read by us, whatever the status, or else the connection is closed:
	// the
	// exchange methods of the client would subscribe to each once more to release it.
	private static Mono<ResponseEntity<Flux<DataBuffer>>> head(RequestHeadersSpec<?> request) {
		return request.retrieve()
			.onStatus((status) -> !status.is2xxSuccessful(), (response) -> Mono.empty())
			.toEntityFlux(BodyExtractors.toDataBuffers());
	}

	// The body is written past the codecs: it is JSON already, and finding the one among
	// them that takes bytes costs more than sending them.
	private RequestHeadersSpec<?> request(HttpCall call, String accept, OpenConnection connection) {
		byte[] body = call.body();
		return this.client.post().uri(call.uri()).headers((headers) -> {
			headers.set(HttpHeaders.ACCEPT, accept);
			headers.set(HttpHeaders.CONTENT_TYPE, JSON);
			headers.setContentLength(body.length);
			call.headers().accept(headers);
		})
			.httpRequest(connection::opened)
			.body((message, context) -> message.writeWith(Mono.just(message.bufferFactory().wrap(body))));
	}

	private static boolean isSuccess(ResponseEntity<?> response) {
		return response.getStatusCode().is2xxSuccessful();
	}

	private static boolean isStream(ResponseEntity<?> response) {
		String type = contentType(response);
		return !isJson(type) && !isPage(type);
	}

	private static boolean isJson(String contentType) {
		return contentType.startsWith("application/json");
	}

	private static boolean isPage(String contentType) {
		return contentType.startsWith("text/html");
	}

	/**
	 * The header is compared as text: a malformed one must not hide the answer.
	 * @param response the response
	 * @return its content type in lower case, empty where there is none
	 */
	private static String contentType(ResponseEntity<?> response) {
		String type = response.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
		return (type != null) ? type.strip().toLowerCase(Locale.ROOT) : "";
	}

	private <T> Flux<T> readStream(HttpCall call, ResponseEntity<Flux<DataBuffer>> response,
			Function<Flux<DataBuffer>, Flux<T>> stream) {
		return stream.apply(body(response).switchIfEmpty(Mono.error(() -> empty(call.site()))));
	}

	private <T> Mono<T> readWhole(HttpCall call, ResponseEntity<Flux<DataBuffer>> response,
			Function<HttpAnswer, T> reader) {
		if (isPage(contentType(response))) {
			return readBounded(response).then(Mono.error(() -> call.site()
				.failure(ErrorType.INVALID_RESPONSE,
						"answered with an HTML page instead of JSON; check its base URL and the proxies on the way")));
		}
		return BodyBytes.collect(body(response), this.maxBodyBytes, response.getHeaders()).map((body) -> {
			HttpAnswer answer = answer(response, body);
			if (answer.isBlank()) {
				throw empty(call.site());
			}
			return reader.apply(answer);
		});
	}

	private static Flux<DataBuffer> body(ResponseEntity<Flux<DataBuffer>> response) {
		return Objects.requireNonNull(response.getBody());
	}

	private <T> Mono<T> refuse(HttpCall call, ResponseEntity<Flux<DataBuffer>> response,
			BiFunction<CallSite, HttpAnswer, ProviderException> errors) {
		return readBounded(response).flatMap((answer) -> Mono.error(errors.apply(call.site(), answer)));
	}

	/**
	 * Read what comes of a body soon; a body that breaks must not hide the status.
	 * @param response the response
	 * @return the answer, its body possibly cut or empty
	 */
	private Mono<HttpAnswer> readBounded(ResponseEntity<Flux<DataBuffer>> response) {
		Flux<DataBuffer> body = body(response).take(MAX_ERROR_TIME, this.scheduler).onErrorComplete();
		return BodyBytes.collect(DataBufferUtils.takeUntilByteCount(body, MAX_ERROR_BYTES), MAX_ERROR_BYTES)
			.map((read) -> answer(response, read));
	}

	private static HttpAnswer answer(ResponseEntity<?> response, byte[] body) {
		return new HttpAnswer(response.getStatusCode().value(), response.getHeaders(), body);
	}

	private static ProviderException empty(CallSite site) {
		return site.failure(ErrorType.INVALID_RESPONSE,
				"answered with an empty body; check its base URL, or report it to the provider");
	}

}
