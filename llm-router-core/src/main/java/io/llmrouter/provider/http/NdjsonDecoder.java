package io.llmrouter.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * Decoder of one stream of newline-delimited JSON: one JSON text a line, each an event
 * without a name. Lines end with LF or CRLF; blank ones are left out; what stands before
 * the end of the stream without a line end is an event too.
 * <p>
 * UTF-8 is decoded one complete line at a time; the cost is linear in the length of the
 * stream, and the memory that of the longest line. A line is an event, so that the
 * shorter of both limits holds.
 * <p>
 * One instance per stream. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class NdjsonDecoder extends LineDecoder {

	private final int maxEventBytes;

	/**
	 * Create a decoder.
	 * @param limits the sizes that the stream may reach
	 */
	public NdjsonDecoder(SseLimits limits) {
		// A CR alone is white space within JSON.
		super(limits, false);
		this.maxEventBytes = limits.maxEventBytes();
	}

	/**
	 * Decode the body of an answer. One subscription decodes once; each buffer is
	 * released exactly once; the next one is requested when its events are consumed.
	 * Fails with a {@link ProviderException} of type {@link ErrorType#INVALID_RESPONSE}
	 * when a limit is passed.
	 * @param body the body
	 * @param limits the sizes that the stream may reach
	 * @return the events, one for each line that is not blank
	 */
	public static Flux<ServerEvent> decode(Flux<DataBuffer> body, SseLimits limits) {
		return Flux.defer(() -> new NdjsonDecoder(limits).decode(body));
	}

	@Override
	void line(byte[] bytes, int from, int to, List<ServerEvent> decoded) {
		int position = from;
		while (position < to && isBlank(bytes[position])) {
			position++;
		}
		if (position == to) {
			return;
		}
		check("event", to - from, this.maxEventBytes);
		countEvent();
		int lineEnd = (bytes[to - 1] == '\r') ? to - 1 : to;
		decoded.add(new ServerEvent(null, new String(bytes, from, lineEnd - from, StandardCharsets.UTF_8)));
	}

	@Override
	void end(List<ServerEvent> decoded) {
		// A line is an event of its own; nothing is left open.
	}

	private static boolean isBlank(byte value) {
		return value == ' ' || value == '\t' || value == '\r';
	}

}
