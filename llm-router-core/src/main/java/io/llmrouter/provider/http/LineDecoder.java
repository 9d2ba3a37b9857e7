package io.llmrouter.provider.http;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Decoder of a stream that consists of lines. Works on bytes, which is safe within UTF-8,
 * and splits wherever the network cuts. Each byte is copied once and looked at once, so
 * the cost is linear in the length of the stream, and the memory that of the longest
 * line.
 * <p>
 * One instance per stream. Not thread-safe.
 *
 * @since 0.1.0
 */
public abstract sealed class LineDecoder permits SseDecoder, NdjsonDecoder {

	private static final int INITIAL_CAPACITY = 8 * 1024;

	/** Capacity over which the buffer is given back once it is empty. */
	private static final int KEPT_CAPACITY = 64 * 1024;

	private final SseLimits limits;

	/** Whether a CR without LF ends a line too. */
	private final boolean carriageReturnEnds;

	/** Bytes not yet decoded, from {@link #start} to {@link #end}. */
	private byte[] buffer = new byte[INITIAL_CAPACITY];

	private int start;

	private int end;

	/** End of what is known to hold no line end. */
	private int scanned;

	private boolean afterCarriageReturn;

	private boolean firstLine = true;

	private long streamBytes;

	private int events;

	LineDecoder(SseLimits limits, boolean carriageReturnEnds) {
		this.limits = limits;
		this.carriageReturnEnds = carriageReturnEnds;
	}

	/**
	 * Decode a line.
	 * @param bytes the array that holds it
	 * @param from the position of its first byte
	 * @param to the position after its last byte, without line end
	 * @param decoded where to add the events that it completes
	 */
	abstract void line(byte[] bytes, int from, int to, List<ServerEvent> decoded);

	/**
	 * Decode what the last line left open.
	 * @param decoded where to add the last event
	 */
	abstract void end(List<ServerEvent> decoded);

	final Flux<ServerEvent> decode(Flux<DataBuffer> body) {
		return body.map(this::feed)
			.concatWith(Mono.fromSupplier(this::finish))
			.concatMapIterable((decoded) -> decoded, 1)
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
	}

	/**
	 * Decode the next bytes of the stream.
	 * @param bytes the array that holds them
	 * @param offset the position of the first one
	 * @param length how many there are
	 * @return the events that these bytes complete
	 * @throws ProviderException of type {@link ErrorType#INVALID_RESPONSE} when a limit
	 * is passed
	 */
	public final List<ServerEvent> feed(byte[] bytes, int offset, int length) {
		reserve(length);
		System.arraycopy(bytes, offset, this.buffer, this.end, length);
		return decodeNext(length);
	}

	private List<ServerEvent> feed(DataBuffer bytes) {
		int length = bytes.readableByteCount();
		try {
			reserve(length);
			bytes.read(this.buffer, this.end, length);
		}
		finally {
			DataBufferUtils.release(bytes);
		}
		return decodeNext(length);
	}

	/**
	 * Decode what is left at the end of the stream.
	 * @return the last event, or an empty list
	 * @throws ProviderException of type {@link ErrorType#INVALID_RESPONSE} when a limit
	 * is passed
	 */
	public final List<ServerEvent> finish() {
		List<ServerEvent> decoded = new ArrayList<>(1);
		if (this.start < this.end) {
			next(this.end, decoded);
			this.start = this.end;
		}
		end(decoded);
		return decoded;
	}

	private void reserve(int length) {
		this.streamBytes += length;
		check("stream", this.streamBytes, this.limits.maxStreamBytes());
		if (this.buffer.length - this.end >= length) {
			return;
		}
		int kept = this.end - this.start;
		int needed = Math.max(kept + length, INITIAL_CAPACITY);
		// Half of the buffer is free after a growth, so that a long line costs linear
		// time.
		boolean roomy = needed <= this.buffer.length / 2;
		byte[] target = roomy ? this.buffer : new byte[2 * needed];
		System.arraycopy(this.buffer, this.start, target, 0, kept);
		this.buffer = target;
		this.scanned -= this.start;
		this.start = 0;
		this.end = kept;
	}

	private List<ServerEvent> decodeNext(int length) {
		this.end += length;
		List<ServerEvent> decoded = new ArrayList<>();
		int position = this.scanned;
		if (this.afterCarriageReturn && position < this.end) {
			this.afterCarriageReturn = false;
			if (this.buffer[position] == '\n') {
				position++;
				this.start = position;
			}
		}
		position = lines(position, decoded);
		this.scanned = position;
		check("line", this.end - this.start, this.limits.maxLineBytes());
		if (this.start == this.end) {
			clear();
		}
		return decoded;
	}

	private int lines(int from, List<ServerEvent> decoded) {
		byte[] bytes = this.buffer;
		int limit = this.end;
		int position = from;
		while (position < limit) {
			byte current = bytes[position++];
			if (current > '\r' || (current != '\n' && !(current == '\r' && this.carriageReturnEnds))) {
				continue;
			}
			next(position - 1, decoded);
			if (current == '\r') {
				this.afterCarriageReturn = position == limit;
				position += (position < limit && bytes[position] == '\n') ? 1 : 0;
			}
			this.start = position;
		}
		return position;
	}

	private void next(int lineEnd, List<ServerEvent> decoded) {
		int from = this.firstLine ? afterByteOrderMark(this.start, lineEnd) : this.start;
		this.firstLine = false;
		check("line", lineEnd - from, this.limits.maxLineBytes());
		line(this.buffer, from, lineEnd, decoded);
	}

	private int afterByteOrderMark(int from, int to) {
		boolean marked = to - from >= 3 && this.buffer[from] == (byte) 0xEF && this.buffer[from + 1] == (byte) 0xBB
				&& this.buffer[from + 2] == (byte) 0xBF;
		return marked ? from + 3 : from;
	}

	private void clear() {
		if (this.buffer.length > KEPT_CAPACITY) {
			this.buffer = new byte[INITIAL_CAPACITY];
		}
		this.start = 0;
		this.end = 0;
		this.scanned = 0;
	}

	final void countEvent() {
		this.events++;
		check("number of events", this.events, this.limits.maxEvents());
	}

	static void check(String what, long size, long limit) {
		if (size > limit) {
			throw new ProviderException(
					"The " + what + " of an event stream is over the limit of " + limit
							+ "; raise the limit if the provider may send that much",
					ErrorDetails.of(ErrorType.INVALID_RESPONSE));
		}
	}

}
