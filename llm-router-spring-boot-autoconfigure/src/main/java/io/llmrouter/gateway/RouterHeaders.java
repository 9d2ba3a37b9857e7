package io.llmrouter.gateway;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.llmrouter.call.TimeSource;
import io.llmrouter.route.RoutingTrace;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Headers that tell how the router served one request. The overhead is the time since the
 * whole request was there that was neither spent in a provider nor waited on purpose.
 * Used by one request.
 */
final class RouterHeaders {

	static final String PROVIDER = "X-LLM-Router-Provider";

	static final String ATTEMPTS = "X-LLM-Router-Attempts";

	static final String OVERHEAD = "X-LLM-Router-Overhead-Ms";

	private final RoutingTrace trace = new RoutingTrace();

	private final TimeSource time;

	private volatile long startNanos;

	private @Nullable Duration onlyCall;

	RouterHeaders(TimeSource time) {
		this.time = time;
		this.startNanos = time.nanoTime();
	}

	/**
	 * Take note that the whole request is there. How long the caller took to send it is
	 * not the router's time.
	 */
	void received() {
		this.startNanos = this.time.nanoTime();
	}

	/**
	 * Take note of a call that took no route.
	 * @param duration the time that the provider needed
	 */
	void askedOnce(Duration duration) {
		this.onlyCall = duration;
	}

	RoutingTrace trace() {
		return this.trace;
	}

	/**
	 * Write the headers.
	 * @param headers where to write them
	 * @param provider the provider that answered or failed, or {@code null} where none is
	 * known
	 */
	void write(HttpHeaders headers, @Nullable String provider) {
		if (provider != null) {
			headers.set(PROVIDER, ascii(provider));
		}
		Integer attempts = (this.onlyCall != null) ? Integer.valueOf(1) : this.trace.attempts();
		Duration elsewhere = (this.onlyCall != null) ? this.onlyCall : this.trace.elsewhere();
		if (attempts != null && elsewhere != null) {
			headers.set(ATTEMPTS, attempts.toString());
			long ownNanos = this.time.nanoTime() - this.startNanos - elsewhere.toNanos();
			headers.set(OVERHEAD, String.format(Locale.ROOT, "%.3f",
					Math.max(0, ownNanos) / (double) TimeUnit.MILLISECONDS.toNanos(1)));
		}
	}

	private static String ascii(String name) {
		return name.replaceAll("[^ -~]", "?");
	}

}
