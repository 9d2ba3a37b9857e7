package io.llmrouter.autoconfigure.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every type honours of time limits, size limits, headers, compression and
 * measuring.
 */
class ProviderSettingsTests extends ProviderFixture {

	private static final String LONG_TEXT = "x".repeat(2_000);

	@ParameterizedTest
	@MethodSource("types")
	void headersAreSentWithEveryRequest(String type) {
		this.upstream.answerWhole(WireSample.of(type).answer("Hi"));
		with(type, (provider) -> {
			assertThat(text(provider)).isEqualTo("Hi");
			assertThat(pieces(provider)).contains(new ChatChunk.TextDelta("Hi"));
		}, "headers.X-Team=blue");
		assertThat(this.upstream.requests()).hasSize(2)
			.allSatisfy((request) -> assertThat(request.headers().get("X-Team")).isEqualTo("blue"));
	}

	@ParameterizedTest
	@MethodSource("types")
	void wholeAnswerHasItsTime(String type) {
		this.upstream.answer((request, response) -> Mono.never());
		with(type, (provider) -> assertFails(provider.chat(REQUEST), ErrorType.TIMEOUT_FIRST_TOKEN, "within PT0.2S"),
				"timeouts.response=200ms");
	}

	@ParameterizedTest
	@MethodSource("types")
	void firstContentHasItsTime(String type) {
		this.upstream.answerStream(WireSample.of(type).streamType(), Flux.just("\n").concatWith(Mono.never()));
		with(type, (provider) -> assertFails(provider.stream(REQUEST), ErrorType.TIMEOUT_FIRST_TOKEN, "within PT0.2S"),
				"timeouts.first-token=200ms");
	}

	@ParameterizedTest
	@MethodSource("types")
	void pauseHasItsTime(String type) {
		WireSample wire = WireSample.of(type);
		this.upstream.answerStream(wire.streamType(), Flux.just(wire.piece("Hi")).concatWith(Mono.never()));
		with(type, (provider) -> assertFails(provider.stream(REQUEST), ErrorType.TIMEOUT_IDLE, "for PT0.2S"),
				"timeouts.idle=200ms");
	}

	@ParameterizedTest
	@MethodSource("types")
	void wholeStreamHasItsTime(String type) {
		WireSample wire = WireSample.of(type);
		this.upstream.answerStream(wire.streamType(),
				Flux.interval(Duration.ofMillis(20)).onBackpressureDrop().map((count) -> wire.piece("Hi")));
		with(type, (provider) -> assertFails(provider.stream(REQUEST), ErrorType.DEADLINE_EXCEEDED, "within PT0.3S"),
				"timeouts.total=300ms");
	}

	@ParameterizedTest
	@MethodSource("types")
	void wholeAnswerHasItsSize(String type) {
		this.upstream.answerWhole(WireSample.of(type).answer(LONG_TEXT));
		with(type, (provider) -> assertFails(provider.chat(REQUEST), ErrorType.INVALID_RESPONSE, "over the limit"),
				"limits.max-body=1KB");
		with(type, (provider) -> assertThat(text(provider)).isEqualTo(LONG_TEXT), "limits.max-body=4KB");
	}

	@ParameterizedTest
	@MethodSource("types")
	void lineHasItsSize(String type) {
		assertStreamFails(type, "line of an event stream is over the limit of 1024", "limits.max-line=1KB");
	}

	@ParameterizedTest
	@MethodSource("types")
	void eventHasItsSize(String type) {
		assertStreamFails(type, "event of an event stream is over the limit of 1024", "limits.max-event=1KB");
	}

	@ParameterizedTest
	@MethodSource("types")
	void streamHasItsSize(String type) {
		assertStreamFails(type, "stream of an event stream is over the limit of 1024", "limits.max-stream=1KB");
	}

	private void assertStreamFails(String type, String message, String limit) {
		WireSample wire = WireSample.of(type);
		this.upstream.answerStream(wire.streamType(), Flux.just(wire.piece(LONG_TEXT), wire.end()));
		with(type, (provider) -> assertFails(provider.stream(REQUEST), ErrorType.INVALID_RESPONSE, message), limit);
		with(type, (provider) -> assertThat(pieces(provider)).contains(new ChatChunk.TextDelta(LONG_TEXT)),
				limit.replace("1KB", "4KB"));
	}

	@ParameterizedTest
	@MethodSource("types")
	void wholeAnswerComesCompressedWhereAllowed(String type) {
		answerCompressed(WireSample.of(type).answer(LONG_TEXT));
		with(type, (provider) -> assertThat(text(provider)).isEqualTo(LONG_TEXT), "compression=true");
		assertThat(this.upstream.requests().get(0).headers().get("Accept-Encoding")).contains("gzip");
	}

	@ParameterizedTest
	@MethodSource("types")
	void sizeCountsAfterDecompression(String type) {
		answerCompressed(WireSample.of(type).answer("x".repeat(1_000_000)));
		with(type, (provider) -> assertFails(provider.chat(REQUEST), ErrorType.INVALID_RESPONSE, "over the limit"),
				"compression=true", "limits.max-body=64KB");
	}

	@ParameterizedTest
	@MethodSource("types")
	void compressionIsNotAskedForUnlessAllowedAndNeverForStreams(String type) {
		WireSample wire = WireSample.of(type);
		this.upstream.answerWhole(wire.answer("Hi"));
		with(type, (provider) -> assertThat(text(provider)).isEqualTo("Hi"));
		with(type, (provider) -> assertThat(pieces(provider)).contains(new ChatChunk.TextDelta("Hi")),
				"compression=true");
		assertThat(this.upstream.requests().get(0).headers().get("Accept-Encoding")).isNull();
		assertThat(this.upstream.requests().get(1).headers().getAll("Accept-Encoding")).containsExactly("identity");
	}

	private void answerCompressed(String body) {
		this.upstream.answer((request, response) -> response.header("Content-Type", "application/json")
			.header("Content-Encoding", "gzip")
			.sendByteArray(Mono.just(gzip(body)))
			.then());
	}

	private static byte[] gzip(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
			out.write(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	@ParameterizedTest
	@MethodSource("types")
	void callIsMeasuredUnlessSwitchedOff(String type) {
		this.upstream.answerWhole(WireSample.of(type).answer("Hi"));
		with(type, (provider) -> assertThat(text(provider)).isEqualTo("Hi"), "metrics-enabled=false");
		assertThat(this.calls).isEmpty();
		with(type, (provider) -> assertThat(text(provider)).isEqualTo("Hi"));
		assertThat(this.calls).hasSize(1);
	}

}
