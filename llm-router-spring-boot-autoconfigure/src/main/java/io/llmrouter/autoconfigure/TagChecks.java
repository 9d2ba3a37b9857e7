package io.llmrouter.autoconfigure;

import java.util.Set;

import io.llmrouter.autoconfigure.LlmRouterProperties.Metrics;
import io.llmrouter.metrics.MeterNames;

/**
 * Checks of tags of the user's own: none may have the key of another.
 */
final class TagChecks {

	private static final String KEY = LlmRouterProperties.PREFIX + ".metrics.";

	private static final String RULE = "letters, digits, dots and underscores, and none of the router's own tags";

	private TagChecks() {
	}

	static void check(Metrics metrics) {
		if (metrics.maxTagCombinations() < 1) {
			throw new InvalidLlmRouterConfigurationException(KEY + "max-tag-combinations",
					"is " + metrics.maxTagCombinations(), "Set it to 1 or more.");
		}
		for (String tag : metrics.tags().keySet()) {
			if (MeterNames.isReserved(tag)) {
				throw new InvalidLlmRouterConfigurationException(KEY + "tags." + tag,
						"is named like a tag that meters have already, or as no tag can be",
						"Choose another name: " + RULE + ".");
			}
		}
	}

	static void check(Set<String> contributed, Set<String> configured) {
		for (String tag : contributed) {
			if (MeterNames.isReserved(tag) || configured.contains(tag)) {
				throw new IllegalArgumentException("A ChatCallTagsContributor has the tag '" + tag
						+ "', which meters have already or which no tag can be; choose another: " + RULE);
			}
		}
	}

}
