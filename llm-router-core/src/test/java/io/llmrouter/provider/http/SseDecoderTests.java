package io.llmrouter.provider.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

class SseDecoderTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final String GOLDEN = ": hello\nid: 7\nevent: delta\ndata: {\"a\":\"ä€😀\u2028x\"}\n\n"
			+ "data:one\ndata: two\ndata\ndata:  three\nretry: abc\n\n\n\n: ping\n\nevent: ping\n\n"
			+ "data: [DONE]\n\ndata: tail";

	private final NettyDataBufferFactory factory = new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT);

	@ParameterizedTest
	@ValueSource(strings = { "data: a\n\n", "data: a\r\n\r\n", "data: a\r\r", "data:a\n\n", "\uFEFFdata: a\n\n",
			"data: a", "data: a\n", ": note\ndata: a\n\n", "id: 1\nretry: abc\ndata: a\n\n", "\n\n\ndata: a\n\n\n\n" })
	void oneEventIsReadInEveryForm(String stream) {
		assertThat(decode(stream)).containsExactly(new ServerEvent(null, "a"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\n\n", ": comment\n\n", "event: ping\n\n", "id: 1\n\n", "retry: 10\n\n", "\uFEFF\n",
			"Data: a\n\n", "data2: a\n\n", "dat: a\n\n" })
	void blockWithoutDataIsNoEvent(String stream) {
		assertThat(decode(stream)).isEmpty();
	}

	@Test
	void dataLinesAreJoinedByLineFeeds() {
		assertThat(decode("data: a\ndata\ndata: b\n\n")).containsExactly(new ServerEvent(null, "a\n\nb"));
	}

	@Test
	void dataWithoutColonIsAnEmptyLine() {
		assertThat(decode("data\n\n")).containsExactly(new ServerEvent(null, ""));
	}

	@Test
	void onlyOneSpaceIsDroppedAfterTheColon() {
		assertThat(decode("data:  a \n\n")).containsExactly(new ServerEvent(null, " a "));
	}

	@Test
	void nameOfAnEventIsKeptAndNotInherited() {
		assertThat(decode("event: delta\ndata: a\n\ndata: b\n\n")).containsExactly(new ServerEvent("delta", "a"),
				new ServerEvent(null, "b"));
	}

	@Test
	void unicodeLineSeparatorsDoNotEndALine() {
		assertThat(decode("data: a\u2028b\u0085c\u000Bd\u000Ce\n\n"))
			.containsExactly(new ServerEvent(null, "a\u2028b\u0085c\u000Bd\u000Ce"));
	}

	@Test
	void byteOrderMarkIsStrippedOnlyOnce() {
		assertThat(decode("\uFEFF\uFEFFdata: a\n\ndata: \uFEFFb\n\n"))
			.containsExactly(new ServerEvent(null, "\uFEFFb"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r\n", "\r" })
	void eventsAreTheSameWhereverTheNetworkCuts(String lineEnd) {
		for (String start : List.of("", "\uFEFF")) {
			byte[] bytes = (start + GOLDEN.replace("\n", lineEnd)).getBytes(StandardCharsets.UTF_8);
			List<ServerEvent> whole = NaiveSse.parse(ended(bytes));
			assertThat(whole).hasSize(4);
			for (int cut = 0; cut <= bytes.length; cut++) {
				assertThat(decode(bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
			}
			assertThat(decode(bytes, IntStream.range(1, bytes.length).toArray())).isEqualTo(whole);
		}
	}

	@Test
	void randomBytesNeverFailOtherwiseThanTyped() {
		Random random = new Random(7);
		SseLimits tight = new SseLimits(40, 60, 400, 5);
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = randomBytes(random);
			try {
				SseDecoder decoder = new SseDecoder(tight);
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
		SseLimits limits = new SseLimits(10, 20, 1000, 2);
		assertThat(decode("data: abcd\ndata: abcd\n\ndata: abcd", limits)).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: abcde\n\n", "data: abcde", "data: abcd\ndata: abcd\ndata\n\n",
			"data\n\ndata\n\ndata\n\n", ": aaaaaa\n: aaaaaa\n: aaaaaa\n: aaaaaa\n: aaaaaa\n: aaaaaa\n: aaaaaa\n" })
	void sizesOverTheLimitsEndInATypedFailure(String stream) {
		SseLimits limits = new SseLimits(10, 20, 60, 2);
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> decode(stream, limits))
			.satisfies((failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.INVALID_RESPONSE));
	}

	@Test
	void longLineInManyPiecesCostsLinearTime() {
		byte[] piece = "x".repeat(64).getBytes(StandardCharsets.UTF_8);
		SseDecoder decoder = new SseDecoder(SseLimits.defaults());
		byte[] start = "data: ".getBytes(StandardCharsets.UTF_8);
		decoder.feed(start, 0, start.length);
		for (int i = 0; i < 60_000; i++) {
			decoder.feed(piece, 0, piece.length);
		}
		assertThat(decoder.finish()).singleElement()
			.satisfies((event) -> assertThat(event.data()).hasSize(60_000 * 64));
	}

	@Test
	void buffersAreReleasedWhenTheStreamEnds() {
		List<ByteBuf> buffers = new ArrayList<>();
		StepVerifier
			.create(SseDecoder.decode(Flux.just("data: a\n\n", "da", "ta: b").map((text) -> buffer(text, buffers)),
					SseLimits.defaults()))
			.expectNextCount(2)
			.expectComplete()
			.verify(SOON);
		assertThat(buffers).hasSize(3).allMatch((buffer) -> buffer.refCnt() == 0);
	}

	@Test
	void buffersAreReleasedWhenALimitIsPassed() {
		List<ByteBuf> buffers = new ArrayList<>();
		Flux<DataBuffer> body = Flux.just("data: a\n\n", "data: " + "b".repeat(100), "data: c\n\n")
			.map((text) -> buffer(text, buffers));
		StepVerifier.create(SseDecoder.decode(body, new SseLimits(50, 50, 1000, 10)))
			.expectNextCount(1)
			.expectErrorMatches(ProviderException.class::isInstance)
			.verify(SOON);
		assertThat(buffers).hasSize(2).allMatch((buffer) -> buffer.refCnt() == 0);
	}

	@Test
	void buffersAreReleasedWhenTheConsumerCancels() {
		List<ByteBuf> buffers = new ArrayList<>();
		TestPublisher<DataBuffer> body = TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
		StepVerifier.create(SseDecoder.decode(body.flux(), SseLimits.defaults()), 1)
			.then(() -> body.next(buffer("data: a\n\ndata: b\n\n", buffers)))
			.expectNextCount(1)
			.thenCancel()
			.verify(SOON);
		body.assertCancelled();
		assertThat(buffers).allMatch((buffer) -> buffer.refCnt() == 0);
	}

	@Test
	void nextBufferIsRequestedOnlyWhenEventsAreConsumed() {
		TestPublisher<DataBuffer> body = TestPublisher.create();
		List<ByteBuf> buffers = new ArrayList<>();
		StepVerifier.create(SseDecoder.decode(body.flux(), SseLimits.defaults()), 1)
			.then(() -> body.assertMinRequested(1))
			.then(() -> body.next(buffer("data: a\n\ndata: b\n\ndata: c\n\n", buffers)))
			.expectNextCount(1)
			.then(() -> body.assertMaxRequested(1))
			.thenRequest(1)
			.expectNextCount(1)
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void textFormShowsNoData() {
		assertThat(new ServerEvent("a", "secret")).hasToString("ServerEvent[a, 6 characters]");
	}

	private DataBuffer buffer(String text, List<ByteBuf> buffers) {
		ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer();
		buffer.writeCharSequence(text, StandardCharsets.UTF_8);
		buffers.add(buffer);
		return this.factory.wrap(buffer);
	}

	/**
	 * Our decoder tells what is left at the end, which the standard discards.
	 * @param stream a stream
	 * @return the stream with its last event ended
	 */
	static byte[] ended(byte[] stream) {
		byte[] ended = Arrays.copyOf(stream, stream.length + 2);
		ended[stream.length] = '\n';
		ended[stream.length + 1] = '\n';
		return ended;
	}

	private static byte[] randomBytes(Random random) {
		byte[] bytes = new byte[random.nextInt(200)];
		random.nextBytes(bytes);
		byte[] likely = "data: \r\nevent:".getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < bytes.length; i++) {
			if (random.nextInt(3) > 0) {
				bytes[i] = likely[random.nextInt(likely.length)];
			}
		}
		return bytes;
	}

	private static List<ServerEvent> decode(String stream) {
		return decode(stream, SseLimits.defaults());
	}

	private static List<ServerEvent> decode(String stream, SseLimits limits) {
		byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
		SseDecoder decoder = new SseDecoder(limits);
		List<ServerEvent> events = new ArrayList<>(decoder.feed(bytes, 0, bytes.length));
		events.addAll(decoder.finish());
		return events;
	}

	private static List<ServerEvent> decode(byte[] bytes, int... cuts) {
		SseDecoder decoder = new SseDecoder(SseLimits.defaults());
		List<ServerEvent> events = new ArrayList<>();
		int from = 0;
		for (int to : Arrays.copyOf(cuts, cuts.length)) {
			events.addAll(decoder.feed(bytes, from, to - from));
			from = to;
		}
		events.addAll(decoder.feed(bytes, from, bytes.length - from));
		events.addAll(decoder.finish());
		return events;
	}

}
