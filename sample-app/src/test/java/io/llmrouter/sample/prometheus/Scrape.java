package io.llmrouter.sample.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.llmrouter.sample.prometheus.Documented.Name;

import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * Meters that an application shows to Prometheus.
 *
 * @param values the values that occur, by label and series name
 */
record Scrape(Map<String, Map<String, Set<String>>> values) {

	private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{([^}]*)})? ");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

	/** Labels that Prometheus adds. */
	private static final Set<String> ADDED = Set.of("job", "instance");

	static Scrape of(int port) {
		String text = WebTestClient.bindToServer()
			.baseUrl("http://127.0.0.1:" + port)
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(8 * 1024 * 1024))
			.build()
			.get()
			.uri("/actuator/prometheus")
			.exchange()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return parse(text);
	}

	static Scrape parse(String text) {
		Map<String, Map<String, Set<String>>> values = new TreeMap<>();
		SAMPLE.matcher(text).results().forEach((sample) -> {
			Map<String, Set<String>> labels = values.computeIfAbsent(sample.group(1), (name) -> new TreeMap<>());
			LABEL.matcher((sample.group(2) != null) ? sample.group(2) : "")
				.results()
				.forEach((label) -> labels.computeIfAbsent(label.group(1), (name) -> new TreeSet<>())
					.add(label.group(2)));
		});
		return new Scrape(values);
	}

	/**
	 * Return what is not there.
	 * @param names the names to look for
	 * @return one text for each name, label or value that is missing
	 */
	List<String> missing(List<Name> names) {
		List<String> missing = new ArrayList<>();
		for (Name name : names) {
			List<Map<String, Set<String>>> series = series(name.metric());
			if (series.isEmpty()) {
				missing.add(name.where() + ": " + name.metric());
			}
			else {
				name.labels()
					.forEach((label, value) -> series.stream()
						.filter((labels) -> !ADDED.contains(label) && !holds(labels, label, value))
						.findAny()
						.ifPresent((labels) -> missing
							.add(name.where() + ": " + name.metric() + " " + label + "=" + value)));
			}
		}
		return missing;
	}

	private List<Map<String, Set<String>>> series(String metric) {
		Map<String, Set<String>> exact = this.values.get(metric);
		if (exact != null) {
			return List.of(exact);
		}
		return Stream.of("_count", "_bucket")
			.map((end) -> this.values.get(metric + end))
			.filter((found) -> found != null)
			.toList();
	}

	private static boolean holds(Map<String, Set<String>> labels, String label, String value) {
		Set<String> there = labels.get(label);
		return there != null && (value.isEmpty() || there.contains(value));
	}

}
