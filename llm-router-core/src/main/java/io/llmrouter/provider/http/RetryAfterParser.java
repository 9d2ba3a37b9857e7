package io.llmrouter.provider.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Parser of the ways in which providers say how long to wait. Never fails: what it cannot
 * read is ignored. A wait is at least zero and at most 24 hours. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RetryAfterParser {

	private static final Duration LONGEST = Duration.ofHours(24);

	private static final int MAX_LENGTH = 64;

	private static final int MAX_MESSAGE_LENGTH = 4096;

	private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?");

	private static final Pattern DURATION_PART = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?)(h|ms|m|s|us|µs|ns)");

	private static final Pattern MESSAGE = Pattern.compile("try again in ([0-9hmsnuµ.]{1,32})",
			Pattern.CASE_INSENSITIVE);

	private final InstantSource clock;

	/**
	 * Create a parser.
	 * @param clock the wall clock, against which dates are read
	 */
	public RetryAfterParser(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Return how long a provider asks to wait.
	 * @param headers the headers of its answer
	 * @param message the message of its answer, read only where no header tells, or
	 * {@code null}
	 * @return the wait, or {@code null} where it does not ask
	 */
	public @Nullable Duration parse(HttpHeaders headers, @Nullable String message) {
		Duration wait = millis(headers.getFirst("retry-after-ms"));
		wait = (wait != null) ? wait : millis(headers.getFirst("x-ms-retry-after-ms"));
		wait = (wait != null) ? wait : value(headers.getFirst("retry-after"));
		return (wait != null) ? wait : message(message);
	}

	/**
	 * Return the wait that one value states: seconds, a duration such as {@code 1m30s},
	 * an HTTP date or an RFC 3339 instant.
	 * @param value the value, or {@code null}
	 * @return the wait, or {@code null} where the value states none
	 */
	public @Nullable Duration value(@Nullable String value) {
		String text = trimmed(value);
		if (text == null) {
			return null;
		}
		if (NUMBER.matcher(text).matches()) {
			return seconds(Double.parseDouble(text));
		}
		Duration duration = goDuration(text);
		return (duration != null) ? duration : untilDate(text);
	}

	private static @Nullable Duration millis(@Nullable String value) {
		String text = trimmed(value);
		if (text == null || !NUMBER.matcher(text).matches()) {
			return null;
		}
		return seconds(Double.parseDouble(text) / 1000);
	}

	private @Nullable Duration message(@Nullable String message) {
		if (message == null) {
			return null;
		}
		Matcher matcher = MESSAGE.matcher(message.substring(0, Math.min(message.length(), MAX_MESSAGE_LENGTH)));
		if (!matcher.find()) {
			return null;
		}
		String found = matcher.group(1);
		return value(found.endsWith(".") ? found.substring(0, found.length() - 1) : found);
	}

	private static @Nullable String trimmed(@Nullable String value) {
		if (value == null || value.length() > MAX_LENGTH || value.isBlank()) {
			return null;
		}
		return value.strip();
	}

	private static @Nullable Duration goDuration(String text) {
		Matcher matcher = DURATION_PART.matcher(text);
		double seconds = 0;
		int position = 0;
		while (matcher.find() && matcher.start() == position) {
			seconds += Double.parseDouble(matcher.group(1)) * secondsOf(matcher.group(2));
			position = matcher.end();
		}
		return (position == text.length()) ? seconds(seconds) : null;
	}

	private static double secondsOf(String unit) {
		return switch (unit) {
			case "h" -> 3600;
			case "m" -> 60;
			case "s" -> 1;
			case "ms" -> 1e-3;
			case "ns" -> 1e-9;
			default -> 1e-6;
		};
	}

	private @Nullable Duration untilDate(String text) {
		Instant date = date(text);
		if (date == null) {
			return null;
		}
		return seconds(date.getEpochSecond() - (this.clock.millis() / 1000.0));
	}

	private static @Nullable Instant date(String text) {
		try {
			return text.endsWith("Z") ? Instant.parse(text)
					: DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static Duration seconds(double seconds) {
		if (seconds >= LONGEST.toSeconds()) {
			return LONGEST;
		}
		return (seconds > 0) ? Duration.ofNanos(Math.round(seconds * 1e9)) : Duration.ZERO;
	}

}
