package io.llmrouter.provider.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.NotYetConnectedException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.exc.StreamReadException;

import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;

class TransportFailuresTests {

	private static final CallSite SITE = CallSite.of("test", "m", URI.create("https://key@h:8443/v1?key=secret"));

	@ParameterizedTest
	@MethodSource("failures")
	void everyTransportFailureHasItsType(Throwable failure, ErrorType type) {
		for (Throwable thrown : List.of(failure, sent(failure))) {
			ProviderException mapped = TransportFailures.of(thrown, SITE);
			assertThat(mapped.errorType()).isEqualTo(type);
			assertThat(mapped).message()
				.startsWith("Provider 'test' (model 'm', host 'h:8443')")
				.doesNotContain("secret", "key@");
		}
	}

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(new ConnectTimeoutException("t"), ErrorType.TIMEOUT_CONNECT),
				Arguments.of(new SslHandshakeTimeoutException("t"), ErrorType.TIMEOUT_CONNECT),
				Arguments.of(new ConnectException("refused"), ErrorType.CONNECTION),
				Arguments.of(new UnknownHostException("h"), ErrorType.CONNECTION),
				Arguments.of(new SSLHandshakeException("bad certificate"), ErrorType.CONNECTION),
				Arguments.of(new DecoderException(new SSLHandshakeException("bad")), ErrorType.CONNECTION),
				Arguments.of(new IOException("reset"), ErrorType.CONNECTION),
				Arguments.of(new NotYetConnectedException(), ErrorType.CONNECTION),
				Arguments.of(new DecoderException("secret"), ErrorType.INVALID_RESPONSE),
				Arguments.of(new IllegalArgumentException("invalid version format: secret"),
						ErrorType.INVALID_RESPONSE),
				Arguments.of(new DecodingException("secret"), ErrorType.INVALID_RESPONSE),
				Arguments.of(new DataBufferLimitException("secret"), ErrorType.INVALID_RESPONSE),
				Arguments.of(new StreamReadException("secret"), ErrorType.INVALID_RESPONSE),
				Arguments.of(ReadTimeoutException.INSTANCE, ErrorType.TIMEOUT_FIRST_TOKEN),
				Arguments.of(new TimeoutException("secret"), ErrorType.TIMEOUT_FIRST_TOKEN),
				Arguments.of(new PoolAcquireTimeoutException(), ErrorType.LOCAL_LIMIT),
				Arguments.of(new IllegalStateException("secret"), ErrorType.OTHER));
	}

	@Test
	void unknownFailureIsNamedByItsInnermostCauseToo() {
		Throwable failure = new IllegalStateException(new UnsupportedOperationException("secret"));
		assertThat(TransportFailures.of(failure, SITE)).message()
			.endsWith("(java.lang.IllegalStateException because of java.lang.UnsupportedOperationException)");
	}

	@Test
	void failureThatMayQuoteTheAnswerIsNotKeptAsCause() {
		assertThat(TransportFailures.of(new DecodingException("secret"), SITE)).hasNoCause();
	}

	@Test
	void requestWithItsKeyIsNotKeptAsCause() {
		assertThat(TransportFailures.of(sent(new IOException("reset")), SITE)).cause()
			.isExactlyInstanceOf(IOException.class);
	}

	@Test
	void failureOfOursGetsItsPlaceOnce() {
		ProviderException plain = new ProviderException("The line is too long",
				ErrorDetails.of(ErrorType.INVALID_RESPONSE));
		ProviderException placed = TransportFailures.of(plain, SITE);
		assertThat(placed).hasMessage("Provider 'test' (model 'm', host 'h:8443'): The line is too long");
		assertThat(TransportFailures.of(placed, SITE)).isSameAs(placed);
	}

	@Test
	void failureThatIsItsOwnCauseEnds() {
		assertThat(TransportFailures.of(new Loop(), SITE).errorType()).isEqualTo(ErrorType.OTHER);
	}

	private static WebClientRequestException sent(Throwable failure) {
		HttpHeaders headers = new HttpHeaders();
		headers.setBearerAuth("secret");
		return new WebClientRequestException(failure, HttpMethod.POST, URI.create("https://h/v1?key=secret"), headers);
	}

	/**
	 * Stands for the exception of the same name, which is shaded into Reactor Netty.
	 */
	private static final class PoolAcquireTimeoutException extends TimeoutException {

		private static final long serialVersionUID = 1L;

	}

	private static final class Loop extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public synchronized Throwable getCause() {
			return this;
		}

	}

}
