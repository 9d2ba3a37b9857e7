package io.llmrouter.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Decoder of one server-sent event stream, as the WHATWG HTML standard (9.2.6) defines it
 * with one exception: what stands before the end of the stream without a blank line is an
 * event too, because some providers end their streams so.
 * <p>
 * Works on bytes and splits at LF, CR and CRLF only, wherever the network cuts; UTF-8 is
 * decoded one complete line at a time. Each byte is copied once and looked at once, so
 * the cost is linear in the length of the stream, and the memory that of the longest line
 * and event. Spring's reader is not used because it joins lines that end in CR, loses the
 * event after a byte order mark and fails at a malformed {@code retry} field (seen in
 * 7.0.9).
 * <p>
 * One instance per stream. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class SseDecoder {

	private static final int INITIAL_CAPACITY = 8 * 1024;

	/** Capacity over which the buffer is given back once it is empty. */
	private static final int KEPT_CAPACITY = 64 * 1024;

	private static final byte[] DATA = { 'd', 'a', 't', 'a' };

	private static final byte[] EVENT = { 'e', 'v', 'e', 'n', 't' };

	private final SseLimits limits;

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

	private @Nullable String name;

	private @Nullable String data;

	private @Nullable StringBuilder moreData;

	private long dataBytes;

	/**
	 * Create a decoder.
	 * @param limits the sizes that the stream may reach
	 */
	public SseDecoder(SseLimits limits) {
		this.limits = limits;
	}

	/**
	 * Decode a body. One subscription subscribes once to the body, asks it for the next
	 * buffer when the events of the last one are consumed, and releases every buffer.
	 * Fails with a {@link ProviderException} of type {@link ErrorType#INVALID_RESPONSE}
	 * when a limit is passed.
	 * @param body the body
	 * @param limits the sizes that the stream may reach
	 * @return the events
	 */
	public static Flux<ServerEvent> decode(Flux<DataBuffer> body, SseLimits limits) {
		return Flux.defer(() -> new SseDecoder(limits).decode(body));
	}

	private Flux<ServerEvent> decode(Flux<DataBuffer> body) {
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
	public List<ServerEvent> feed(byte[] bytes, int offset, int length) {
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
	public List<ServerEvent> finish() {
		List<ServerEvent> decoded = new ArrayList<>(1);
		if (this.start < this.end) {
			line(this.start, this.end, decoded);
			this.start = this.end;
		}
		dispatch(decoded);
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
			if (current > '\r' || (current != '\n' && current != '\r')) {
				continue;
			}
			line(this.start, position - 1, decoded);
			if (current == '\r') {
				this.afterCarriageReturn = position == limit;
				position += (position < limit && bytes[position] == '\n') ? 1 : 0;
			}
			this.start = position;
		}
		return position;
	}

	private void clear() {
		if (this.buffer.length > KEPT_CAPACITY) {
			this.buffer = new byte[INITIAL_CAPACITY];
		}
		this.start = 0;
		this.end = 0;
		this.scanned = 0;
	}

	private void line(int lineStart, int lineEnd, List<ServerEvent> decoded) {
		int from = this.firstLine ? afterByteOrderMark(lineStart, lineEnd) : lineStart;
		this.firstLine = false;
		check("line", lineEnd - from, this.limits.maxLineBytes());
		if (from == lineEnd) {
			dispatch(decoded);
		}
		else if (isField(DATA, from, lineEnd)) {
			addData(value(from + DATA.length, lineEnd), lineEnd - from);
		}
		else if (isField(EVENT, from, lineEnd)) {
			this.name = value(from + EVENT.length, lineEnd);
		}
	}

	private int afterByteOrderMark(int from, int to) {
		boolean marked = to - from >= 3 && this.buffer[from] == (byte) 0xEF && this.buffer[from + 1] == (byte) 0xBB
				&& this.buffer[from + 2] == (byte) 0xBF;
		return marked ? from + 3 : from;
	}

	private boolean isField(byte[] field, int from, int to) {
		int fieldEnd = from + field.length;
		return fieldEnd <= to && Arrays.equals(this.buffer, from, fieldEnd, field, 0, field.length)
				&& (fieldEnd == to || this.buffer[fieldEnd] == ':');
	}

	private String value(int colon, int to) {
		int from = Math.min(colon + 1, to);
		from += (from < to && this.buffer[from] == ' ') ? 1 : 0;
		return new String(this.buffer, from, to - from, StandardCharsets.UTF_8);
	}

	private void addData(String value, int bytes) {
		this.dataBytes += bytes;
		check("event", this.dataBytes, this.limits.maxEventBytes());
		if (this.data == null) {
			this.data = value;
			return;
		}
		if (this.moreData == null) {
			this.moreData = new StringBuilder(this.data);
		}
		this.moreData.append('\n').append(value);
	}

	private void dispatch(List<ServerEvent> decoded) {
		if (this.data != null) {
			this.events++;
			check("number of events", this.events, this.limits.maxEvents());
			String all = (this.moreData != null) ? this.moreData.toString() : this.data;
			boolean named = this.name != null && !this.name.isEmpty();
			decoded.add(new ServerEvent(named ? this.name : null, all));
		}
		this.name = null;
		this.data = null;
		this.moreData = null;
		this.dataBytes = 0;
	}

	private static void check(String what, long size, long limit) {
		if (size > limit) {
			throw new ProviderException(
					"The " + what + " of an event stream is over the limit of " + limit
							+ "; raise the limit if the provider may send that much",
					ErrorDetails.of(ErrorType.INVALID_RESPONSE));
		}
	}

}
