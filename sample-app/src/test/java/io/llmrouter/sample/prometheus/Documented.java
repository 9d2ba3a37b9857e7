package io.llmrouter.sample.prometheus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names of meters, labels and label values that dashboard, rules and documents use.
 */
final class Documented {

	private static final Path ROOT = Path.of("..");

	private static final Pattern METER = Pattern.compile("(?<![\\w:])(llm_router_\\w+)(?![\\w:])(?:\\{([^}]*)})?");

	/** First cells of the table whose names are those of another library. */
	private static final Pattern FOREIGN = Pattern.compile("(?m)^\\| [^|]*\\|(?=[^|]*\\|$)");

	private static final String FOREIGN_TABLE = "## From llm-api-router";

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

	/** Values that differ from run to run. */
	private static final Pattern CHANCE = Pattern.compile("le|error|error_type|stream");

	private Documented() {
	}

	static List<Name> everything() throws IOException {
		List<Name> names = new ArrayList<>(inDocuments());
		Stream.of(Rules.recorded(), Rules.alerts(), Dashboard.read().expressions())
			.flatMap(List::stream)
			.forEach((expression) -> names.addAll(in(expression)));
		return names;
	}

	private static List<Name> in(Expression expression) {
		List<Name> names = new ArrayList<>();
		for (Expression.Selector selector : expression.selectors()) {
			Map<String, String> labels = new TreeMap<>();
			selector.conditions()
				.forEach((label, condition) -> labels.put(label,
						condition.operator().equals("=") ? condition.value() : ""));
			names.add(new Name(expression.where(), selector.metric(), labels));
		}
		return names;
	}

	private static List<Name> inDocuments() throws IOException {
		List<Name> names = new ArrayList<>();
		try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
			for (Path document : Stream.concat(documents, Stream.of(ROOT.resolve("README.md")))
				.filter((file) -> file.toString().endsWith(".md"))
				.sorted()
				.toList()) {
				METER.matcher(ours(Files.readString(document)))
					.results()
					.forEach((meter) -> names.add(name(document.getFileName().toString(), meter)));
			}
		}
		return names;
	}

	private static String ours(String text) {
		int table = text.indexOf(FOREIGN_TABLE);
		return (table < 0) ? text : text.substring(0, table) + FOREIGN.matcher(text.substring(table)).replaceAll("|");
	}

	private static Name name(String document, MatchResult meter) {
		Map<String, String> labels = new TreeMap<>();
		if (meter.group(2) != null) {
			LABEL.matcher(meter.group(2))
				.results()
				.forEach((label) -> labels.put(label.group(1),
						CHANCE.matcher(label.group(1)).matches() ? "" : label.group(2)));
		}
		return new Name(document, meter.group(1), labels);
	}

	/**
	 * Name that must exist.
	 *
	 * @param where what uses it
	 * @param metric the name of the series, or of the meter without its suffix
	 * @param labels the labels, each with the value that must occur or an empty text
	 */
	record Name(String where, String metric, Map<String, String> labels) {

	}

}
