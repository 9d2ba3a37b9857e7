package io.llmrouter.provider.http;

import java.time.Duration;

import io.llmrouter.call.StreamTimeouts;

/**
 * Time limits of the calls of one provider.
 *
 * @param connect the longest time to connect, TLS included; the HTTP client applies it
 * @param response the longest wait for an answer that is no stream
 * @param firstToken the longest wait for the first content of a stream
 * @param reasoningFirstToken the same for a request that asks a model to reason
 * @param idle the longest wait for the next chunk of a stream once content has come
 * @param total the longest time of a whole stream
 * @since 0.1.0
 */
public record WireTimeouts(Duration connect, Duration response, Duration firstToken, Duration reasoningFirstToken,
		Duration idle, Duration total) {

	/**
	 * Return the default limits: 5 s to connect, 120 s for a whole answer, 60 s for the
	 * first content, 120 s where the model reasons, 15 s idle, 600 s in total.
	 * @return the limits
	 */
	public static WireTimeouts defaults() {
		return new WireTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(120), Duration.ofSeconds(60),
				Duration.ofSeconds(120), Duration.ofSeconds(15), Duration.ofSeconds(600));
	}

	/**
	 * Return the limits of a stream.
	 * @param reasoning whether the model was asked to reason
	 * @return the limits
	 */
	public StreamTimeouts stream(boolean reasoning) {
		return new StreamTimeouts(reasoning ? this.reasoningFirstToken : this.firstToken, this.idle, this.total);
	}

}
