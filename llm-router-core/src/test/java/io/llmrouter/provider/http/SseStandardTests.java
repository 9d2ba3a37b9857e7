package io.llmrouter.provider.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random streams, read by our decoder and by a naive one that follows the standard.
 */
class SseStandardTests {

	private static final Logger figures = LoggerFactory.getLogger("figures");

	private static final int STREAMS = Integer.getInteger("llm-router.test.sse-streams", 1_000_000);

	private static final int SHARDS = 2;

	private static final long SEED = 42;

	private static final List<byte[]> TOKENS = Stream
		.of("data", "data:", "data: ", "event", "event:", "event: x", "id: 1", "id:\u0000", "retry: 10", "retry: no",
				"Data: ", "datax: ", ":", ": note", " ", "  ", "a", "{\"a\":1}", "\n", "\n", "\n", "\r", "\r\n", "\n\n",
				"\r\r", "\r\n\r\n", "\uFEFF", "ä", "😀", "\u2028", "\u0085", "\u0000", "\u000B", "\t")
		.map((token) -> token.getBytes(StandardCharsets.UTF_8))
		.toList();

	@Test
	@Timeout(value = 15, unit = TimeUnit.MINUTES)
	void randomStreamsAreReadAsTheStandardSays() {
		long start = System.nanoTime();
		int compared = IntStream.range(0, SHARDS).parallel().map(SseStandardTests::compare).sum();
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		figures.info("{} random streams, no difference to the standard, {} ms", compared, took.toMillis());
		assertThat(compared).isEqualTo(STREAMS / SHARDS * SHARDS);
	}

	private static int compare(int shard) {
		SplittableRandom random = new SplittableRandom(SEED + shard);
		for (int i = 0; i < STREAMS / SHARDS; i++) {
			byte[] stream = stream(random);
			SseDecoder decoder = new SseDecoder(SseLimits.defaults());
			List<ServerEvent> events = new ArrayList<>();
			int from = 0;
			for (int pieces = random.nextInt(4); pieces > 0; pieces--) {
				int to = random.nextInt(from, stream.length + 1);
				events.addAll(decoder.feed(stream, from, to - from));
				from = to;
			}
			events.addAll(decoder.feed(stream, from, stream.length - from));
			check(stream, events, NaiveSse.parse(stream), shard, i);
			events.addAll(decoder.finish());
			check(stream, events, NaiveSse.parse(SseDecoderTests.ended(stream)), shard, i);
		}
		return STREAMS / SHARDS;
	}

	private static void check(byte[] stream, List<ServerEvent> events, List<ServerEvent> expected, int shard, int i) {
		if (!events.equals(expected)) {
			assertThat(events.stream().map((event) -> event.name() + "=" + event.data()))
				.as("stream %d of shard %d: %s", i, shard, new String(stream, StandardCharsets.UTF_8))
				.isEqualTo(expected.stream().map((event) -> event.name() + "=" + event.data()).toList());
		}
	}

	private static byte[] stream(SplittableRandom random) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		for (int tokens = random.nextInt(30); tokens > 0; tokens--) {
			if (random.nextInt(40) == 0) {
				stream.write(random.nextInt(256));
			}
			else {
				stream.writeBytes(TOKENS.get(random.nextInt(TOKENS.size())));
			}
		}
		return stream.toByteArray();
	}

}
