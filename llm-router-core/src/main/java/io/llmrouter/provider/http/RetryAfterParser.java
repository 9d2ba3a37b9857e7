package io.llmrouter.provider.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Parser of the ways in which providers say how long to wait. Asked in this order, the
 * first that can be read wins:
 * <ol>
 * <li>{@code retry-after-ms} and {@code x-ms-retry-after-ms}, milliseconds,</li>
 * <li>{@code retry-after}: seconds, a duration or a date,</li>
 * <li>what the body of the answer states in a field of its own,</li>
 * <li>the words of its message, for example {@code try again in 1m30s},</li>
 * <li>of a rate limit only, the reset headers: of the limits of which nothing remains the
 * longest wait, else the shortest of all.</li>
 * </ol>
 * Never fails: what it cannot read is ignored. A wait is at least zero and at most 24
 * hours. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RetryAfterParser {

	private final WaitText text;

	/**
	 * Create a parser.
	 * @param clock the wall clock, against which dates are read
	 */
	public RetryAfterParser(InstantSource clock) {
		this.text = new WaitText(clock);
	}

	/**
	 * Return how long a provider asks to wait.
	 * @param type the reason why it failed
	 * @param headers the headers of its answer
	 * @param stated what the body of its answer states, see {@link #value}, or
	 * {@code null}
	 * @param message the message of its answer, or {@code null}
	 * @return the wait, or {@code null} where it does not ask
	 */
	public @Nullable Duration parse(ErrorType type, HttpHeaders headers, @Nullable String stated,
			@Nullable String message) {
		Duration wait = this.text.millis(headers.getFirst("retry-after-ms"));
		wait = (wait != null) ? wait : this.text.millis(headers.getFirst("x-ms-retry-after-ms"));
		wait = (wait != null) ? wait : this.text.value(headers.getFirst("retry-after"));
		wait = (wait != null) ? wait : this.text.value(stated);
		wait = (wait != null) ? wait : this.text.message(message);
		return (wait != null || type != ErrorType.RATE_LIMITED) ? wait : reset(headers);
	}

	/**
	 * Return the wait that one value states: seconds, a duration such as {@code 1m30s} or
	 * {@code PT90S}, a date of HTTP or RFC 3339, or the seconds or milliseconds since
	 * 1970.
	 * @param value the value, or {@code null}
	 * @return the wait, or {@code null} where the value states none
	 */
	public @Nullable Duration value(@Nullable String value) {
		return this.text.value(value);
	}

	private @Nullable Duration reset(HttpHeaders headers) {
		Duration exhausted = null;
		Duration shortest = null;
		for (String header : headers.headerNames()) {
			String name = header.toLowerCase(Locale.ROOT);
			Duration wait = isReset(name) ? this.text.value(headers.getFirst(header)) : null;
			if (wait != null) {
				shortest = (shortest == null || wait.compareTo(shortest) < 0) ? wait : shortest;
				boolean longer = exhausted == null || wait.compareTo(exhausted) > 0;
				exhausted = (longer && nothingRemains(headers, name)) ? wait : exhausted;
			}
		}
		return (exhausted != null) ? exhausted : shortest;
	}

	private static boolean isReset(String name) {
		return name.startsWith("x-ratelimit-reset") || name.startsWith("ratelimit-reset")
				|| name.startsWith("anthropic-ratelimit-") && name.endsWith("-reset");
	}

	private static boolean nothingRemains(HttpHeaders headers, String reset) {
		return "0".equals(headers.getFirst(reset.replace("reset", "remaining")));
	}

}
