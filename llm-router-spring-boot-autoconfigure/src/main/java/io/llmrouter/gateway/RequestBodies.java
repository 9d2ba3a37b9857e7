package io.llmrouter.gateway;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.llmrouter.gateway.openai.GatewayError;
import io.llmrouter.gateway.openai.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Reading of request bodies: JSON only, up to a size, within a time. That only JSON is
 * taken also keeps web pages of other origins from asking without the browser asking
 * first. Thread-safe.
 */
final class RequestBodies {

	private static final Logger logger = LoggerFactory.getLogger(RequestBodies.class);

	/** Key under which Reactor looks for what to do with dropped errors. */
	private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

	// The server tells a connection that breaks twice, and Reactor would log the second
	// as an error, for every caller that goes away.
	private static final Consumer<Throwable> DROP = (failure) -> logger.debug("Dropped after the end of a body: {}",
			failure.getClass().getName());

	private final int maxBytes;

	private final Duration timeout;

	private final Scheduler scheduler;

	RequestBodies(GatewaySettings settings, Scheduler scheduler) {
		this.maxBytes = settings.maxBodyBytes();
		this.timeout = settings.bodyTimeout();
		this.scheduler = scheduler;
	}

	/**
	 * Read the body of a request.
	 * @param request the request
	 * @return its bytes, or the error to tell
	 */
	Mono<byte[]> read(ServerHttpRequest request) {
		return Mono.defer(() -> {
			checkType(request.getHeaders());
			if (request.getHeaders().getContentLength() > this.maxBytes) {
				return Mono.error(tooLarge());
			}
			return DataBufferUtils.join(request.getBody(), this.maxBytes)
				.map(RequestBodies::bytes)
				.defaultIfEmpty(new byte[0])
				.timeout(this.timeout, this.scheduler)
				.onErrorMap(DataBufferLimitException.class, (ex) -> tooLarge())
				.onErrorMap(TimeoutException.class, (ex) -> tooSlow())
				.onErrorMap((ex) -> !(ex instanceof GatewayException), (ex) -> broken())
				.contextWrite((context) -> context.put(ON_ERROR_DROPPED, DROP));
		});
	}

	private static byte[] bytes(DataBuffer buffer) {
		try {
			byte[] bytes = new byte[buffer.readableByteCount()];
			buffer.read(bytes);
			return bytes;
		}
		finally {
			DataBufferUtils.release(buffer);
		}
	}

	private static void checkType(HttpHeaders headers) {
		if (!isJson(headers)) {
			throw GatewayError
				.invalid(400, "unsupported_content_type", null,
						"Unsupported content type. This API method only accepts 'application/json' requests.")
				.exception();
		}
	}

	private static boolean isJson(HttpHeaders headers) {
		try {
			MediaType type = headers.getContentType();
			return type != null && type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON);
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private static GatewayException broken() {
		return GatewayError.invalid(400, null, null, "The body of the request broke off, or is not encoded as it says.")
			.exception();
	}

	private GatewayException tooLarge() {
		return GatewayError
			.invalid(413, "request_too_large", null,
					"The request is too large. The maximum is " + this.maxBytes + " bytes.")
			.exception();
	}

	private GatewayException tooSlow() {
		return GatewayError
			.invalid(408, "request_timeout", null,
					"The body of the request did not come within " + this.timeout.toSeconds() + " s.")
			.exception();
	}

}
