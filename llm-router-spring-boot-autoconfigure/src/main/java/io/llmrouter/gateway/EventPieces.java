package io.llmrouter.gateway;

import java.nio.ByteBuffer;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;

/**
 * Cutting of events into pieces for the network. The server takes up to 128 buffers in
 * advance, and 32 groups of them, whatever they weigh and whether or not the caller reads
 * (Reactor Netty 1.3.8). So no buffer is larger than 4 KiB, and after an event of several
 * the next one is not asked for before the server has taken them all: 512 KiB wait at
 * most, and the few events on their way.
 */
final class EventPieces {

	private static final int MAX_PIECE = 4096;

	private EventPieces() {
	}

	/**
	 * Cut events.
	 * @param events whole events
	 * @param buffers makes the buffers
	 * @return a group of buffers for each event, to be flushed after it
	 */
	static Flux<Publisher<DataBuffer>> of(Flux<byte[]> events, DataBufferFactory buffers) {
		return events.concatMap((event) -> groups(event, buffers), 1);
	}

	private static Publisher<Publisher<DataBuffer>> groups(byte[] event, DataBufferFactory buffers) {
		if (event.length <= MAX_PIECE) {
			return Mono.just(Mono.just(buffers.wrap(event)));
		}
		Sinks.Empty<Publisher<DataBuffer>> taken = Sinks.empty();
		Publisher<DataBuffer> pieces = Flux.range(0, (event.length + MAX_PIECE - 1) / MAX_PIECE)
			.map((number) -> piece(event, number, buffers))
			.doOnComplete(taken::tryEmitEmpty);
		return Mono.just(pieces).concatWith(taken.asMono());
	}

	private static DataBuffer piece(byte[] event, int number, DataBufferFactory buffers) {
		int from = number * MAX_PIECE;
		return buffers.wrap(ByteBuffer.wrap(event, from, Math.min(MAX_PIECE, event.length - from)));
	}

}
