package io.llmrouter.provider.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reader of waits in text, whatever their form. What it cannot read is ignored.
 * Thread-safe.
 */
final class WaitText {

	private static final Duration LONGEST = Duration.ofHours(24);

	private static final int MAX_LENGTH = 64;

	private static final int MAX_MESSAGE_LENGTH = 4096;

	/** Greater numbers of seconds are a time since 1970, and of milliseconds too. */
	private static final double FIRST_EPOCH_SECOND = 1e9;

	private static final double FIRST_EPOCH_MILLI = 1e12;

	/** Zhipu tells the time of Beijing without saying so. */
	private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

	private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?");

	private static final String AMOUNT = "\\d{1,18}(?:\\.\\d{1,18})?";

	private static final Pattern PART = Pattern.compile(
			"(" + AMOUNT + ")\\s?(hours?|hrs?|h|milliseconds?|millis|ms|minutes?|mins?|m|seconds?|secs?|s|us|µs|ns)"
					+ "(?![a-zµ])(?:,? and |,? )?");

	private static final Pattern GO_PART = Pattern.compile("(" + AMOUNT + ")(h|ms|m|s|us|µs|ns)");

	private static final Pattern WAIT_WORDS = Pattern
		.compile("(?:try again|retry|resets?|wait)(?: in| after| for)? (?=\\d)");

	/** Spend limit of Anthropic: "You will regain access on 2026-12-01 at 00:00 UTC". */
	private static final Pattern REGAIN = Pattern.compile("access on (\\d{4}-\\d\\d-\\d\\d) at (\\d\\d:\\d\\d) utc");

	/** Window of a plan of Zhipu: "Your limit will reset at 2026-11-23 18:00:00". */
	private static final Pattern FLUSH = Pattern
		.compile("(?:reset at|将在) ?(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d)");

	private static final Pattern TIME_OF_DAY = Pattern.compile("\\d:\\d\\d");

	private static final List<DateTimeFormatter> HTTP_DATES = List.of(DateTimeFormatter.RFC_1123_DATE_TIME,
			DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss zzz", Locale.US),
			DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US).withZone(ZoneOffset.UTC));

	private final InstantSource clock;

	WaitText(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Read a number of milliseconds.
	 * @param value the number, or {@code null}
	 * @return the wait, or {@code null}
	 */
	@Nullable Duration millis(@Nullable String value) {
		String text = trimmed(value);
		if (text == null || !NUMBER.matcher(text).matches()) {
			return null;
		}
		return seconds(Double.parseDouble(text) / 1000);
	}

	/**
	 * Read a value that is nothing but a wait or a date.
	 * @param value the value, or {@code null}
	 * @return the wait, or {@code null}
	 */
	@Nullable Duration value(@Nullable String value) {
		String text = trimmed(value);
		if (text == null) {
			return null;
		}
		if (NUMBER.matcher(text).matches()) {
			return ofNumber(Double.parseDouble(text));
		}
		Duration duration = goDuration(text);
		duration = (duration != null) ? duration : isoDuration(text);
		return (duration != null) ? duration : untilDate(text);
	}

	/**
	 * Read the wait of which a message tells.
	 * @param message the message, or {@code null}
	 * @return the wait, or {@code null}
	 */
	@Nullable Duration message(@Nullable String message) {
		if (message == null) {
			return null;
		}
		String said = message.substring(0, Math.min(message.length(), MAX_MESSAGE_LENGTH)).toLowerCase(Locale.ROOT);
		Matcher words = WAIT_WORDS.matcher(said);
		while (words.find()) {
			Duration wait = leadingDuration(said.substring(words.end()));
			if (wait != null) {
				return wait;
			}
		}
		Duration regain = until(REGAIN.matcher(said), ZoneOffset.UTC);
		return (regain != null) ? regain : until(FLUSH.matcher(said), BEIJING);
	}

	private Duration ofNumber(double number) {
		if (number < FIRST_EPOCH_SECOND) {
			return seconds(number);
		}
		double epoch = (number < FIRST_EPOCH_MILLI) ? number : number / 1000;
		return seconds(epoch - this.clock.millis() / 1000.0);
	}

	private static @Nullable String trimmed(@Nullable String value) {
		if (value == null || value.length() > MAX_LENGTH || value.isBlank()) {
			return null;
		}
		return value.strip();
	}

	private static @Nullable Duration goDuration(String text) {
		Matcher matcher = GO_PART.matcher(text);
		double seconds = 0;
		int position = 0;
		while (matcher.find() && matcher.start() == position) {
			seconds += Double.parseDouble(matcher.group(1)) * secondsOf(matcher.group(2));
			position = matcher.end();
		}
		return (position == text.length()) ? seconds(seconds) : null;
	}

	private static @Nullable Duration leadingDuration(String text) {
		Matcher matcher = PART.matcher(text);
		double seconds = 0;
		int position = 0;
		while (matcher.find() && matcher.start() == position) {
			seconds += Double.parseDouble(matcher.group(1)) * secondsOf(matcher.group(2));
			position = matcher.end();
		}
		return (position > 0) ? seconds(seconds) : null;
	}

	private static double secondsOf(String unit) {
		return switch (unit.charAt(0)) {
			case 'h' -> 3600;
			case 's' -> 1;
			case 'n' -> 1e-9;
			case 'm' -> (unit.equals("m") || unit.startsWith("min")) ? 60 : 1e-3;
			default -> 1e-6;
		};
	}

	private static @Nullable Duration isoDuration(String text) {
		if (!text.startsWith("P")) {
			return null;
		}
		try {
			return seconds(Duration.parse(text).toSeconds() + Duration.parse(text).getNano() * 1e-9);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private @Nullable Duration until(Matcher words, ZoneOffset zone) {
		if (!words.find()) {
			return null;
		}
		try {
			String time = words.group(1) + "T" + words.group(2);
			Duration wait = until(LocalDateTime.parse(time).toInstant(zone));
			return wait.isZero() ? null : wait;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private @Nullable Duration untilDate(String text) {
		Instant date = date(text);
		return (date != null) ? until(date) : null;
	}

	private Duration until(Instant date) {
		return seconds(date.getEpochSecond() + date.getNano() * 1e-9 - this.clock.millis() / 1000.0);
	}

	private static @Nullable Instant date(String text) {
		// Every date has one; what has none costs no exceptions.
		if (!TIME_OF_DAY.matcher(text).find()) {
			return null;
		}
		if (Character.isDigit(text.charAt(0))) {
			return date(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
		}
		for (DateTimeFormatter format : HTTP_DATES) {
			Instant date = date(text, format);
			if (date != null) {
				return date;
			}
		}
		return null;
	}

	private static @Nullable Instant date(String text, DateTimeFormatter format) {
		try {
			return (format == DateTimeFormatter.ISO_OFFSET_DATE_TIME) ? OffsetDateTime.parse(text).toInstant()
					: format.parse(text, Instant::from);
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
