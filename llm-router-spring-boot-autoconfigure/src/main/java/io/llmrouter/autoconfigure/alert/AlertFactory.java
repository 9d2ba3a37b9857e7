package io.llmrouter.autoconfigure.alert;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.llmrouter.alert.AlertSettings;
import io.llmrouter.alert.AlertThresholds;
import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.autoconfigure.alert.LlmAlertProperties.Thresholds;
import io.llmrouter.stats.Window;

/**
 * Factory that turns the properties of alerts into settings, and says what is wrong where
 * it cannot.
 */
final class AlertFactory {

	private static final String PREFIX = LlmAlertProperties.PREFIX;

	private AlertFactory() {
	}

	/**
	 * Create settings.
	 * @param properties the properties
	 * @param measured the names of the providers that are measured
	 * @return the settings
	 */
	static AlertSettings settings(LlmAlertProperties properties, Set<String> measured) {
		Map<String, AlertThresholds> providers = new LinkedHashMap<>();
		properties.providers().forEach((name, thresholds) -> {
			requireMeasured(name, measured);
			providers.put(name, thresholds(PREFIX + ".providers." + name, thresholds));
		});
		AlertThresholds all = thresholds(PREFIX + ".thresholds", properties.thresholds());
		Window window = window(properties.window());
		return checked(PREFIX, () -> new AlertSettings(window, properties.hysteresis(), all, providers));
	}

	static Duration interval(LlmAlertProperties properties) {
		if (properties.interval().toMillis() < 1000) {
			throw new InvalidLlmRouterConfigurationException(PREFIX + ".interval", "is '" + properties.interval() + "'",
					"Set it to a second or more, for example '30s'.");
		}
		return properties.interval();
	}

	private static void requireMeasured(String name, Set<String> measured) {
		if (!measured.contains(name)) {
			throw new InvalidLlmRouterConfigurationException(PREFIX + ".providers." + name,
					"names a provider that is not measured",
					"Use one of '" + String.join("', '", new TreeSet<>(measured)) + "'.");
		}
	}

	private static Window window(Duration span) {
		return Stream.of(Window.values())
			.filter((window) -> Objects.equals(window.span(), span))
			.findFirst()
			.orElseThrow(() -> new InvalidLlmRouterConfigurationException(PREFIX + ".window", "is '" + span + "'",
					"Set it to '1m', '5m' or '1h'."));
	}

	private static AlertThresholds thresholds(String key, Thresholds properties) {
		return checked(key, () -> new AlertThresholds(properties.successRate(), properties.latencyP95(),
				properties.firstTokenP95(), properties.costPerHour(), properties.minimumSamples()));
	}

	private static <T> T checked(String key, Supplier<T> settings) {
		try {
			return settings.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLlmRouterConfigurationException(key, "is invalid: " + ex.getMessage(),
					"Correct the value.");
		}
	}

}
