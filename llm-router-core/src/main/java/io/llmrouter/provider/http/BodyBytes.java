package io.llmrouter.provider.http;

import java.util.Arrays;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;

/**
 * Collector of the body of an answer. Each buffer is copied and released as it comes, so
 * that none is held while the next is awaited and none can leak. Used by one
 * subscription.
 */
final class BodyBytes {

	private static final int FIRST_BYTES = 1024;

	private static final int MAX_DIGITS = 9;

	/** A length that is promised costs no more memory than this before it comes. */
	private static final int MOST_FIRST_BYTES = 64 * 1024;

	private final int maxBytes;

	private byte[] bytes;

	private int count;

	private BodyBytes(int maxBytes, int firstBytes) {
		this.maxBytes = maxBytes;
		this.bytes = new byte[firstBytes];
	}

	/**
	 * Collect the body of a response.
	 * @param buffers the buffers, each of which is released
	 * @param maxBytes the longest body
	 * @param headers the headers, which may tell its length
	 * @return the body, empty where there is none; a longer one is a
	 * {@link DataBufferLimitException}
	 */
	static Mono<byte[]> collect(Flux<DataBuffer> buffers, int maxBytes, HttpHeaders headers) {
		return collect(buffers, maxBytes, firstBytes(headers));
	}

	private static int firstBytes(HttpHeaders headers) {
		String length = headers.getFirst(HttpHeaders.CONTENT_LENGTH);
		if (length == null || length.isEmpty() || length.length() > MAX_DIGITS) {
			return FIRST_BYTES;
		}
		try {
			return Math.max(0, Math.min(Integer.parseInt(length), MOST_FIRST_BYTES));
		}
		catch (NumberFormatException ex) {
			return FIRST_BYTES;
		}
	}

	/**
	 * Collect buffers.
	 * @param buffers the buffers, each of which is released
	 * @param maxBytes the longest body
	 * @return the body, empty where there is none; a longer one is a
	 * {@link DataBufferLimitException}
	 */
	static Mono<byte[]> collect(Flux<DataBuffer> buffers, int maxBytes) {
		return collect(buffers, maxBytes, FIRST_BYTES);
	}

	private static Mono<byte[]> collect(Flux<DataBuffer> buffers, int maxBytes, int firstBytes) {
		return buffers.collect(() -> new BodyBytes(maxBytes, firstBytes), BodyBytes::add)
			.map(BodyBytes::toArray)
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
	}

	// A buffer that makes it fail is discarded like those that are not asked for any
	// more.
	private void add(DataBuffer buffer) {
		int added = buffer.readableByteCount();
		if (added > this.maxBytes - this.count) {
			throw new DataBufferLimitException("The body is longer than " + this.maxBytes + " bytes");
		}
		if (added > this.bytes.length - this.count) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.count + added, 2 * this.bytes.length));
		}
		buffer.read(this.bytes, this.count, added);
		this.count += added;
		DataBufferUtils.release(buffer);
	}

	private byte[] toArray() {
		return (this.count == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.count);
	}

}
