package io.llmrouter.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.llmrouter.provider.http.SseDecoder;
import io.llmrouter.provider.http.SseLimits;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Decoding of a server-sent event stream of 1,000 events as OpenAI sends them, in the
 * pieces in which a network delivers it. One operation is one event; {@code megabytes} is
 * the throughput in MB/s.
 */
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
public class SseDecoderBenchmark {

	private static final int EVENTS = 1_000;

	private static final byte[] STREAM = CannedWire.stream(EVENTS).getBytes(StandardCharsets.UTF_8);

	/** Bytes of one piece: a slow token, a network packet, a full read buffer. */
	@Param({ "100", "1460", "65536" })
	int piece;

	/**
	 * Decode the stream.
	 */
	@Benchmark
	@OperationsPerInvocation(EVENTS)
	public void decode(Megabytes decoded, Blackhole blackhole) {
		SseDecoder decoder = new SseDecoder(SseLimits.defaults());
		for (int from = 0; from < STREAM.length; from += this.piece) {
			blackhole.consume(decoder.feed(STREAM, from, Math.min(this.piece, STREAM.length - from)));
		}
		blackhole.consume(decoder.finish());
		decoded.megabytes += STREAM.length / 1e6;
	}

	/**
	 * Counter of what was decoded.
	 */
	@State(Scope.Thread)
	@AuxCounters(AuxCounters.Type.OPERATIONS)
	public static class Megabytes {

		public double megabytes;

	}

}
