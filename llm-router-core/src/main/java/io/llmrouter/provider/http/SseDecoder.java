package io.llmrouter.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;

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
public final class SseDecoder extends LineDecoder {

	private static final byte[] DATA = { 'd', 'a', 't', 'a' };

	private static final byte[] EVENT = { 'e', 'v', 'e', 'n', 't' };

	private final int maxEventBytes;

	private @Nullable String name;

	private @Nullable String data;

	private @Nullable StringBuilder moreData;

	private long dataBytes;

	/**
	 * Create a decoder.
	 * @param limits the sizes that the stream may reach
	 */
	public SseDecoder(SseLimits limits) {
		super(limits, true);
		this.maxEventBytes = limits.maxEventBytes();
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

	@Override
	void line(byte[] bytes, int from, int to, List<ServerEvent> decoded) {
		if (from == to) {
			end(decoded);
		}
		else if (isField(DATA, bytes, from, to)) {
			addData(value(bytes, from + DATA.length, to), to - from);
		}
		else if (isField(EVENT, bytes, from, to)) {
			this.name = value(bytes, from + EVENT.length, to);
		}
	}

	@Override
	void end(List<ServerEvent> decoded) {
		if (this.data != null) {
			countEvent();
			String all = (this.moreData != null) ? this.moreData.toString() : this.data;
			boolean named = this.name != null && !this.name.isEmpty();
			decoded.add(new ServerEvent(named ? this.name : null, all));
		}
		this.name = null;
		this.data = null;
		this.moreData = null;
		this.dataBytes = 0;
	}

	private static boolean isField(byte[] field, byte[] bytes, int from, int to) {
		int fieldEnd = from + field.length;
		return fieldEnd <= to && Arrays.equals(bytes, from, fieldEnd, field, 0, field.length)
				&& (fieldEnd == to || bytes[fieldEnd] == ':');
	}

	private static String value(byte[] bytes, int colon, int to) {
		int from = Math.min(colon + 1, to);
		from += (from < to && bytes[from] == ' ') ? 1 : 0;
		return new String(bytes, from, to - from, StandardCharsets.UTF_8);
	}

	private void addData(String value, int bytes) {
		this.dataBytes += bytes;
		check("event", this.dataBytes, this.maxEventBytes);
		if (this.data == null) {
			this.data = value;
			return;
		}
		if (this.moreData == null) {
			this.moreData = new StringBuilder(this.data);
		}
		this.moreData.append('\n').append(value);
	}

}
