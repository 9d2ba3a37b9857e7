package io.llmrouter.stats;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Span of time that a comparison looks back on. Each is kept in ten slices: the current,
 * unfinished one and the nine before it. So a call is dropped at the latest when it is as
 * old as the window, and at the earliest a tenth of the window before.
 *
 * @since 0.1.0
 */
public enum Window {

	/** The last minute, in slices of 6 s. */
	ONE_MINUTE("1m", Duration.ofMinutes(1)),

	/** The last five minutes, in slices of 30 s. */
	FIVE_MINUTES("5m", Duration.ofMinutes(5)),

	/** The last hour, in slices of 6 min. */
	ONE_HOUR("1h", Duration.ofHours(1)),

	/** All calls since start or reset. */
	ALL("all", null);

	private static final int SLICES = 10;

	private final String code;

	private final @Nullable Duration span;

	private final long sliceNanos;

	Window(String code, @Nullable Duration span) {
		this.code = code;
		this.span = span;
		this.sliceNanos = (span != null) ? span.toNanos() / SLICES : Long.MAX_VALUE;
	}

	/**
	 * Return the value used in queries and JSON.
	 * @return the code, for example {@code 5m}
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Return the length of the window.
	 * @return the length, or {@code null} for {@link #ALL}
	 */
	public @Nullable Duration span() {
		return this.span;
	}

	int slices() {
		return (this.span != null) ? SLICES : 1;
	}

	long sliceNanos() {
		return this.sliceNanos;
	}

	/**
	 * Return the code, which is what JSON shows.
	 */
	@Override
	public String toString() {
		return this.code;
	}

	/**
	 * Find the window of a code.
	 * @param code the code, see {@link #code()}
	 * @return the window
	 * @throws IllegalArgumentException if no window has this code
	 */
	public static Window parse(String code) {
		for (Window window : values()) {
			if (window.code.equals(code)) {
				return window;
			}
		}
		String allowed = Arrays.stream(values()).map(Window::code).collect(Collectors.joining("', '"));
		throw new IllegalArgumentException("Window '" + code + "' is unknown; allowed are '" + allowed + "'");
	}

}
