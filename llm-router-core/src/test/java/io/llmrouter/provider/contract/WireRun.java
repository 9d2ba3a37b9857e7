package io.llmrouter.provider.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.LineDecoder;
import io.llmrouter.provider.http.NdjsonDecoder;
import io.llmrouter.provider.http.ServerEvent;
import io.llmrouter.provider.http.SseDecoder;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.provider.http.StreamMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * One way of bytes through everything that reads them, with counts of how they ended. Any
 * exception but a {@link ProviderException} comes through.
 */
final class WireRun {

	private static final SseLimits LIMITS = SseLimits.defaults();

	private static final SseLimits TIGHT = new SseLimits(200, 300, 2_000, 6);

	/** As many as the stream of a call passes over. */
	private static final int MAX_SKIPPED = 3;

	private static final int[] STATUSES = { 400, 401, 403, 404, 429, 500, 503, 529 };

	private static final HttpHeaders NO_HEADERS = HttpHeaders.readOnlyHttpHeaders(new HttpHeaders());

	/** Waits have a fuzz test of their own. */
	private static final int HEADER_EVERY = 5;

	private long inputs;

	private long events;

	private long answers;

	private long failures;

	private long refusals;

	/**
	 * Feed bytes to both decoders and to the mappers of a wire: each time to that of
	 * streams, and in turn to that of whole answers, of refusals, and to decoders with
	 * tight limits.
	 * @param wire the wire
	 * @param bytes the bytes
	 * @param cut where the second piece begins
	 * @param turn whose turn it is
	 */
	void feed(Wire wire, byte[] bytes, int cut, int turn) {
		this.inputs++;
		List<ServerEvent> sse = decoded(new SseDecoder(LIMITS), bytes, cut);
		List<ServerEvent> lines = decoded(new NdjsonDecoder(LIMITS), bytes, cut);
		this.events += sse.size() + lines.size();
		attempt(() -> chunks(wire.streamMapper(), wire.extension().equals("sse") ? sse : lines));
		switch (turn % 8) {
			case 0, 1, 2 -> attempt(() -> wire.whole(new HttpAnswer(200, NO_HEADERS, bytes)));
			case 3, 4, 5 -> {
				check(wire.refused(refusal(bytes, cut, turn)));
				this.refusals++;
			}
			case 6 -> attempt(() -> wire.document(new HttpAnswer(200, NO_HEADERS, bytes)));
			default -> {
				same(sse, decoded(new SseDecoder(LIMITS), bytes, 0));
				same(lines, decoded(new NdjsonDecoder(LIMITS), bytes, 0));
				attempt(() -> decoded(new SseDecoder(TIGHT), bytes, cut));
				attempt(() -> decoded(new NdjsonDecoder(TIGHT), bytes, cut));
			}
		}
	}

	WireRun plus(WireRun other) {
		WireRun sum = new WireRun();
		sum.inputs = this.inputs + other.inputs;
		sum.events = this.events + other.events;
		sum.answers = this.answers + other.answers;
		sum.failures = this.failures + other.failures;
		sum.refusals = this.refusals + other.refusals;
		return sum;
	}

	long inputs() {
		return this.inputs;
	}

	long answers() {
		return this.answers;
	}

	long failures() {
		return this.failures;
	}

	long refusals() {
		return this.refusals;
	}

	private void attempt(Supplier<?> reading) {
		try {
			if (reading.get() == null) {
				throw new AssertionError("nothing was read");
			}
			this.answers++;
		}
		catch (ProviderException ex) {
			check(ex);
			this.failures++;
		}
	}

	private static void same(List<ServerEvent> events, List<ServerEvent> others) {
		if (!events.equals(others)) {
			throw new AssertionError("other events where it is cut");
		}
	}

	private static List<ServerEvent> decoded(LineDecoder decoder, byte[] bytes, int cut) {
		List<ServerEvent> events = new ArrayList<>(decoder.feed(bytes, 0, cut));
		events.addAll(decoder.feed(bytes, cut, bytes.length - cut));
		events.addAll(decoder.finish());
		return events;
	}

	private static List<ChatChunk> chunks(StreamMapper<ServerEvent> mapper, List<ServerEvent> events) {
		List<ChatChunk> chunks = new ArrayList<>();
		int skipped = 0;
		for (ServerEvent event : events) {
			List<ChatChunk> mapped = mapper.map(event);
			chunks.addAll((mapped != null) ? mapped : List.of());
			skipped += (mapped != null) ? 0 : 1;
			if (skipped > MAX_SKIPPED) {
				throw Wire.SITE.failure(ErrorType.INVALID_RESPONSE, "sent too much that cannot be decoded");
			}
		}
		chunks.addAll(mapper.end());
		return chunks;
	}

	private static HttpAnswer refusal(byte[] body, int cut, int turn) {
		int status = STATUSES[cut % STATUSES.length];
		if (turn % HEADER_EVERY != 0) {
			return new HttpAnswer(status, NO_HEADERS, body);
		}
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, new String(body, 0, Math.min(20, body.length), StandardCharsets.UTF_8));
		return new HttpAnswer(status, headers, body);
	}

	private static void check(ProviderException failure) {
		if (tells(failure.getMessage()) || tells(failure.details().providerCode())
				|| tells(failure.details().requestId()) || failure.getCause() != null) {
			throw new AssertionError("key or prompt, or a cause that may hold one, in '" + failure + "'");
		}
	}

	private static boolean tells(@Nullable String said) {
		return said != null && (said.contains(Wire.KEY) || said.contains(Wire.PROMPT));
	}

	@Override
	public String toString() {
		return this.inputs + " inputs, " + this.events + " events, " + this.answers + " readings that ended well, "
				+ this.failures + " in a typed failure, " + this.refusals + " refusals";
	}

}
