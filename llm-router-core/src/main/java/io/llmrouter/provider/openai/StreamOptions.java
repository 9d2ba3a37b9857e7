package io.llmrouter.provider.openai;

import java.time.Duration;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.http.HttpAnswer;

/**
 * Memory of whether a server refuses {@code stream_options}, the field that asks for the
 * usage of a stream: servers that check their requests strictly, and gateways before
 * them, answer 400 or 422 to a field they do not know. One for each provider: two fields,
 * whatever is asked. After an hour it is asked again, as servers learn. Thread-safe.
 */
final class StreamOptions {

	static final String FIELD = "stream_options";

	private static final Duration MEMORY = Duration.ofHours(1);

	private final TimeSource time;

	private final boolean wanted;

	private volatile boolean refused;

	private volatile long refusedNanos;

	StreamOptions(OpenAiQuirks quirks, TimeSource time) {
		this.time = time;
		this.wanted = quirks.streamUsage() || quirks.obfuscationField();
	}

	/**
	 * Return whether to send the field.
	 * @return whether to
	 */
	boolean areSent() {
		if (this.refused && this.time.nanoTime() - this.refusedNanos >= MEMORY.toNanos()) {
			this.refused = false;
		}
		return this.wanted && !this.refused;
	}

	/**
	 * Return whether an answer refuses the field. Its message may put the name anywhere,
	 * so that the whole body is searched.
	 * @param answer the answer to a request that may have had the field
	 * @return whether it does
	 */
	boolean areRefusedBy(HttpAnswer answer) {
		return this.wanted && (answer.status() == 400 || answer.status() == 422) && answer.text().contains(FIELD);
	}

	/**
	 * Remember that the server takes a request without the field which it refused with
	 * it.
	 */
	void refused() {
		this.refusedNanos = this.time.nanoTime();
		this.refused = true;
	}

}
