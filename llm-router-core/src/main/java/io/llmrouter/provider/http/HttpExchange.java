package io.llmrouter.provider.http;

import java.time.Duration;
import java.util.Locale;
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
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;
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
		Mono<T> answer = request(call, JSON, connection).exchangeToMono(
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
		Flux<T> pieces = request(call, type.toString(), connection).header(HttpHeaders.ACCEPT_ENCODING, "identity")
			.exchangeToFlux((response) -> {
				if (!isSuccess(response)) {
					return readBounded(response).flatMapMany(refused);
				}
				return isStream(response) ? readStream(call, response, stream)
						: readWhole(call, response, whole).flatMapMany(Function.identity());
			});
		return ConnectedCall.of(pieces, connection, call.site());
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

	private static boolean isSuccess(ClientResponse response) {
		return response.statusCode().is2xxSuccessful();
	}

	private static boolean isStream(ClientResponse response) {
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
	private static String contentType(ClientResponse response) {
		String type = response.headers().asHttpHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
		return (type != null) ? type.strip().toLowerCase(Locale.ROOT) : "";
	}

	private <T> Flux<T> readStream(HttpCall call, ClientResponse response, Function<Flux<DataBuffer>, Flux<T>> stream) {
		Flux<DataBuffer> body = response.body(BodyExtractors.toDataBuffers())
			.switchIfEmpty(Mono.error(() -> empty(call.site())));
		return stream.apply(body);
	}

	private <T> Mono<T> readWhole(HttpCall call, ClientResponse response, Function<HttpAnswer, T> reader) {
		if (isPage(contentType(response))) {
			return readBounded(response).then(Mono.error(() -> call.site()
				.failure(ErrorType.INVALID_RESPONSE,
						"answered with an HTML page instead of JSON; check its base URL and the proxies on the way")));
		}
		return BodyBytes.collect(response, this.maxBodyBytes).map((body) -> {
			HttpAnswer answer = answer(response, body);
			if (answer.isBlank()) {
				throw empty(call.site());
			}
			return reader.apply(answer);
		});
	}

	private <T> Mono<T> refuse(HttpCall call, ClientResponse response,
			BiFunction<CallSite, HttpAnswer, ProviderException> errors) {
		return readBounded(response).flatMap((answer) -> Mono.error(errors.apply(call.site(), answer)));
	}

	/**
	 * Read what comes of a body soon; a body that breaks must not hide the status.
	 * @param response the response
	 * @return the answer, its body possibly cut or empty
	 */
	private Mono<HttpAnswer> readBounded(ClientResponse response) {
		Flux<DataBuffer> body = response.body(BodyExtractors.toDataBuffers())
			.take(MAX_ERROR_TIME, this.scheduler)
			.onErrorComplete();
		return BodyBytes.collect(DataBufferUtils.takeUntilByteCount(body, MAX_ERROR_BYTES), MAX_ERROR_BYTES)
			.map((read) -> answer(response, read));
	}

	private static HttpAnswer answer(ClientResponse response, byte[] body) {
		return new HttpAnswer(response.statusCode().value(), response.headers().asHttpHeaders(), body);
	}

	private static ProviderException empty(CallSite site) {
		return site.failure(ErrorType.INVALID_RESPONSE,
				"answered with an empty body; check its base URL, or report it to the provider");
	}

}
