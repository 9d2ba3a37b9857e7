package io.llmrouter.route;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of strategies, as decisions show them: that of the class in the spelling of the
 * configuration. What has no telling class, such as a lambda, is {@code custom}.
 */
final class StrategyNames {

	private static final String SUFFIX = "Strategy";

	private static final Pattern WORD = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

	private static final ClassValue<String> NAMES = new ClassValue<>() {

		@Override
		protected String computeValue(Class<?> type) {
			return name(type);
		}

	};

	private StrategyNames() {
	}

	static String of(RoutingStrategy strategy) {
		return NAMES.get(strategy.getClass());
	}

	private static String name(Class<?> type) {
		String simple = type.getSimpleName();
		if (simple.isEmpty() || type.isSynthetic() || type.isHidden()) {
			return "custom";
		}
		String stem = (simple.endsWith(SUFFIX) && simple.length() > SUFFIX.length())
				? simple.substring(0, simple.length() - SUFFIX.length()) : simple;
		return WORD.matcher(stem).replaceAll("-").toLowerCase(Locale.ROOT);
	}

}
