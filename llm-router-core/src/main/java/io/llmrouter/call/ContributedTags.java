package io.llmrouter.call;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Tags of all contributors: always the same keys, a bounded number of combinations of
 * values, each value bounded in length. Thread-safe.
 */
final class ContributedTags {

	private static final String NONE = "none";

	private static final int MAX_LENGTH = 100;

	private final Listeners<ChatCallTagsContributor> contributors;

	private final Map<String, String> nothing;

	private final Map<String, String> other;

	private final Map<Map<String, String>, Map<String, String>> known = new ConcurrentHashMap<>();

	private final int maxCombinations;

	ContributedTags(List<? extends ChatCallTagsContributor> contributors, int maxCombinations) {
		if (maxCombinations < 1) {
			throw new IllegalArgumentException(
					"'maxTagCombinations' is " + maxCombinations + "; it must be at least 1");
		}
		Set<String> keys = new TreeSet<>();
		contributors.stream().flatMap((contributor) -> contributor.keys().stream()).forEach((key) -> add(keys, key));
		this.contributors = new Listeners<>(contributors);
		this.nothing = all(keys, NONE);
		this.other = all(keys, ModelLabels.OTHER);
		this.maxCombinations = maxCombinations;
	}

	private static void add(Set<String> keys, String key) {
		if (!keys.add(key)) {
			throw new IllegalArgumentException("Two contributors have the tag '" + key + "'; rename one of them");
		}
	}

	private static Map<String, String> all(Set<String> keys, String value) {
		Map<String, String> tags = new TreeMap<>();
		keys.forEach((key) -> tags.put(key, value));
		return Map.copyOf(tags);
	}

	Set<String> keys() {
		return this.nothing.keySet();
	}

	boolean isOther(Map<String, String> tags) {
		return tags == this.other;
	}

	Map<String, String> of(StartedCall call, ContextView context) {
		Map<String, String> tags = new TreeMap<>(this.nothing);
		this.contributors.tell((contributor) -> contributor.tags(call, context)
			.forEach((key, value) -> tags.computeIfPresent(key, (same, none) -> bounded(value))));
		Map<String, String> same = this.known.get(tags);
		return (same != null) ? same : admit(Map.copyOf(tags));
	}

	private synchronized Map<String, String> admit(Map<String, String> tags) {
		if (this.known.size() < this.maxCombinations || this.known.containsKey(tags)) {
			return this.known.computeIfAbsent(tags, (same) -> same);
		}
		return this.other;
	}

	private static String bounded(@Nullable String value) {
		if (value == null || value.isBlank()) {
			return NONE;
		}
		return (value.length() > MAX_LENGTH) ? value.substring(0, MAX_LENGTH) : value;
	}

}
