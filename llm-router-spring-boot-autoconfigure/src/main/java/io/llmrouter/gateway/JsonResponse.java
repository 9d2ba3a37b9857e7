package io.llmrouter.gateway;

import java.util.function.Consumer;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Response whose JSON is ready.
 */
final class JsonResponse implements ServerResponse {

	private final HttpStatusCode status;

	private final HttpHeaders headers = new HttpHeaders();

	private final byte[] body;

	JsonResponse(int status, byte[] body, Consumer<HttpHeaders> headers) {
		this.status = HttpStatusCode.valueOf(status);
		this.body = body;
		headers.accept(this.headers);
		this.headers.setContentType(MediaType.APPLICATION_JSON);
		this.headers.setContentLength(body.length);
	}

	@Override
	public HttpStatusCode statusCode() {
		return this.status;
	}

	@Override
	public HttpHeaders headers() {
		return this.headers;
	}

	@Override
	public MultiValueMap<String, ResponseCookie> cookies() {
		return new LinkedMultiValueMap<>();
	}

	@Override
	public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
		return writeTo(exchange.getResponse());
	}

	Mono<Void> writeTo(ServerHttpResponse response) {
		response.setStatusCode(this.status);
		response.getHeaders().putAll(this.headers);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(this.body)));
	}

}
