package io.llmrouter.provider.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NdjsonDecoderTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final String GOLDEN = "{\"a\":\"ä€😀\u2028x\"}\n\n{\"b\":1}\n \t\n\n{\"c\":\r2}\n{\"tail\":true}";

	private final NettyDataBufferFactory factory = new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT);

	@ParameterizedTest
	@ValueSource(
			strings = { "{}\n", "{}\r\n", "{}", "{}\r", "\uFEFF{}\n", "\n\n{}\n\n", "\r\n{}\r\n\r\n", " \t\r\n{}" })
	void oneLineIsReadInEveryForm(String stream) {
		assertThat(decode(stream)).containsExactly("{}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\n", "\r\n\r\n", " \n\t\n", "\uFEFF", "\uFEFF\n" })
	void blankLineIsNoEvent(String stream) {
		assertThat(decode(stream)).isEmpty();
	}

	@Test
	void onlyALineFeedEndsALine() {
		assertThat(decode("{\"a\":\r1}\u2028{}\u0085\u000B\n{}")).containsExactly("{\"a\":\r1}\u2028{}\u0085\u000B",
				"{}");
	}

	@Test
	void byteOrderMarkIsStrippedOnlyOnce() {
		assertThat(decode("\uFEFF\uFEFF{}\n\uFEFF{}\n")).containsExactly("\uFEFF{}", "\uFEFF{}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r\n" })
	void linesAreTheSameWhereverTheNetworkCuts(String lineEnd) {
		for (String start : List.of("", "\uFEFF")) {
			byte[] bytes = (start + GOLDEN.replace("\n", lineEnd)).getBytes(StandardCharsets.UTF_8);
			List<String> whole = decode(bytes);
			assertThat(whole).containsExactly("{\"a\":\"ä€😀\u2028x\"}", "{\"b\":1}", "{\"c\":\r2}", "{\"tail\":true}");
			for (int cut = 0; cut <= bytes.length; cut++) {
				assertThat(decode(bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
			}
			assertThat(decode(bytes, IntStream.range(1, bytes.length).toArray())).isEqualTo(whole);
		}
	}

	@Test
	void randomStreamsAreReadAsASimpleSplitterReadsThem() {
		Random random = new Random(42);
		String[] tokens = { "{", "}", " ", "a", "\n", "\r", "\r\n", "\t", "\uFEFF", "ä", "😀", "\n\n", "\u0000" };
		for (int i = 0; i < 20_000; i++) {
			StringBuilder stream = new StringBuilder();
			for (int token = random.nextInt(30); token > 0; token--) {
				stream.append(tokens[random.nextInt(tokens.length)]);
			}
			byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
			int[] cuts = random.ints(random.nextInt(4), 0, bytes.length + 1).sorted().toArray();
			assertThat(decode(bytes, cuts)).as("input %d", i).isEqualTo(naive(stream.toString()));
		}
	}

	@Test
	void randomBytesNeverFailOtherwiseThanTyped() {
		Random random = new Random(7);
		SseLimits tight = new SseLimits(40, 60, 400, 5);
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = new byte[random.nextInt(200)];
			random.nextBytes(bytes);
			for (int line = random.nextInt(8); line > 0 && bytes.length > 0; line--) {
				bytes[random.nextInt(bytes.length)] = '\n';
			}
			try {
				NdjsonDecoder decoder = new NdjsonDecoder(tight);
				decoder.feed(bytes, 0, bytes.length / 2);
				decoder.feed(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
				decoder.finish();
			}
			catch (ProviderException ex) {
				assertThat(ex.errorType()).isEqualTo(ErrorType.INVALID_RESPONSE);
			}
		}
	}

	@Test
	void sizesUpToTheLimitsPass() {
		assertThat(decode("{\"a\":123}\n\n{\"a\":1234}", new SseLimits(10, 10, 21, 2))).hasSize(2);
	}

	@Test
	void lineIsAnEventAndKeepsItsLimit() {
		SseLimits limits = new SseLimits(100, 10, 100, 2);
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> decode("{\"a\":12345}\n", limits))
			.withMessageContaining("The event of an event stream is over the limit of 10");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":12345}\n", "{\"a\":12345}", "{}\n{}\n{}\n",
			"{}\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n" })
	void sizesOverTheLimitsEndInATypedFailure(String stream) {
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> decode(stream, new SseLimits(10, 10, 21, 2)))
			.satisfies((failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.INVALID_RESPONSE));
	}

	@Test
	void buffersAreReleasedWhenTheStreamEnds() {
		List<ByteBuf> buffers = new ArrayList<>();
		StepVerifier
			.create(NdjsonDecoder.decode(Flux.just("{}\n", "{\"a\"", ":1}").map((text) -> buffer(text, buffers)),
					SseLimits.defaults()))
			.expectNextCount(2)
			.expectComplete()
			.verify(SOON);
		assertThat(buffers).hasSize(3).allMatch((buffer) -> buffer.refCnt() == 0);
	}

	@Test
	void buffersAreReleasedWhenALimitIsPassed() {
		List<ByteBuf> buffers = new ArrayList<>();
		Flux<DataBuffer> body = Flux.just("{}\n", "b".repeat(100), "{}\n").map((text) -> buffer(text, buffers));
		StepVerifier.create(NdjsonDecoder.decode(body, new SseLimits(50, 50, 1000, 10)))
			.expectNextCount(1)
			.expectErrorMatches(ProviderException.class::isInstance)
			.verify(SOON);
		assertThat(buffers).hasSize(2).allMatch((buffer) -> buffer.refCnt() == 0);
	}

	@Test
	void buffersAreReleasedWhenTheConsumerCancels() {
		List<ByteBuf> buffers = new ArrayList<>();
		TestPublisher<DataBuffer> body = TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
		StepVerifier.create(NdjsonDecoder.decode(body.flux(), SseLimits.defaults()), 1)
			.then(() -> body.next(buffer("{}\n{}\n", buffers)))
			.expectNextCount(1)
			.thenCancel()
			.verify(SOON);
		body.assertCancelled();
		assertThat(buffers).allMatch((buffer) -> buffer.refCnt() == 0);
	}

	@Test
	void nextBufferIsRequestedOnlyWhenLinesAreConsumed() {
		TestPublisher<DataBuffer> body = TestPublisher.create();
		List<ByteBuf> buffers = new ArrayList<>();
		StepVerifier.create(NdjsonDecoder.decode(body.flux(), SseLimits.defaults()), 1)
			.then(() -> body.assertMinRequested(1))
			.then(() -> body.next(buffer("{}\n{}\n{}\n", buffers)))
			.expectNextCount(1)
			.then(() -> body.assertMaxRequested(1))
			.thenRequest(1)
			.expectNextCount(1)
			.thenCancel()
			.verify(SOON);
	}

	private DataBuffer buffer(String text, List<ByteBuf> buffers) {
		ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer();
		buffer.writeCharSequence(text, StandardCharsets.UTF_8);
		buffers.add(buffer);
		return this.factory.wrap(buffer);
	}

	private static List<String> naive(String stream) {
		String text = stream.startsWith("\uFEFF") ? stream.substring(1) : stream;
		List<String> lines = new ArrayList<>();
		for (String line : text.split("\n", -1)) {
			if (!line.matches("[ \t\r]*")) {
				lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
			}
		}
		return lines;
	}

	private static List<String> decode(String stream) {
		return decode(stream, SseLimits.defaults());
	}

	private static List<String> decode(String stream, SseLimits limits) {
		return decode(new NdjsonDecoder(limits), stream.getBytes(StandardCharsets.UTF_8));
	}

	private static List<String> decode(byte[] bytes, int... cuts) {
		return decode(new NdjsonDecoder(SseLimits.defaults()), bytes, cuts);
	}

	private static List<String> decode(NdjsonDecoder decoder, byte[] bytes, int... cuts) {
		List<ServerEvent> events = new ArrayList<>();
		int from = 0;
		for (int to : cuts) {
			events.addAll(decoder.feed(bytes, from, to - from));
			from = to;
		}
		events.addAll(decoder.feed(bytes, from, bytes.length - from));
		events.addAll(decoder.finish());
		return events.stream().map(ServerEvent::data).toList();
	}

}
