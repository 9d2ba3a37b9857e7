package io.llmrouter.autoconfigure.provider;

import java.time.Duration;

import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Checks of single properties. Each takes the full key and the value, and fails with what
 * is wrong and what to do.
 */
final class PropertyChecks {

	/** Shortest time that is not rounded to none. */
	private static final Duration SHORTEST = Duration.ofMillis(1);

	/** Longest time that the timers of the HTTP client take. */
	private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

	private PropertyChecks() {
	}

	static Duration duration(String key, Duration value) {
		if (value.compareTo(SHORTEST) < 0) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + value + "'",
					"Set it to a duration over zero, at least '1ms', for example '10s'.");
		}
		if (value.compareTo(LONGEST) > 0) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + value + "', which is too long",
					"Set it to a duration of at most 24 days, for example '10s'.");
		}
		return value;
	}

	static int atLeastOne(String key, int value) {
		if (value < 1) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + value + "'", "Set it to at least 1.");
		}
		return value;
	}

	static int bytes(String key, DataSize value) {
		if (value.toBytes() > Integer.MAX_VALUE) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + value + "', which is too much",
					"Set it to less than 2GB, for example '8MB'.");
		}
		return (int) manyBytes(key, value);
	}

	static long manyBytes(String key, DataSize value) {
		if (value.toBytes() < 1) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + value + "'",
					"Set it to a size over zero, for example '8MB'.");
		}
		return value.toBytes();
	}

	static String text(String key, @Nullable String value, String action) {
		if (!StringUtils.hasText(value)) {
			throw new InvalidLlmRouterConfigurationException(key, "is missing", action);
		}
		return value;
	}

	/**
	 * Check that a secret holds no placeholder: the binder leaves one in place that
	 * nothing resolves. The message shows the placeholder alone.
	 * @param key the full key
	 * @param value the value
	 * @param action what to do about it
	 * @return the value
	 */
	static String resolved(String key, String value, String action) {
		int end = value.indexOf('}');
		if (value.startsWith("${") && end > 0) {
			throw new InvalidLlmRouterConfigurationException(key,
					"is missing ('" + value.substring(0, end + 1) + "' is not set)", action);
		}
		return value;
	}

}
