package io.llmrouter.sample.prometheus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * PromQL expression, read as far as checks of dashboards and rules need it.
 *
 * @param where what it belongs to
 * @param text the expression
 */
record Expression(String where, String text) {

	private static final Pattern SELECTOR = Pattern
		.compile("(?:(\\w+)\\(\\s*)?(?<![\\w:$\"])(llm_router_\\w+)(?![\\w:])(?:\\{([^}]*)})?(?:\\[([^]]+)])?");

	private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");

	private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|group_left|group_right) \\(([^)]*)\\)");

	private static final Pattern COMPARISON = Pattern.compile("\\{[^}]*}|(>=|<=|==|!=|>|<)(?! bool)");

	/**
	 * Return the selectors of meters; those of recorded series are left out.
	 */
	List<Selector> selectors() {
		return SELECTOR.matcher(this.text).results().map(Expression::selector).toList();
	}

	private static Selector selector(MatchResult match) {
		Map<String, Condition> conditions = new LinkedHashMap<>();
		if (match.group(3) != null) {
			MATCHER.matcher(match.group(3))
				.results()
				.forEach((found) -> conditions.put(found.group(1), new Condition(found.group(2), found.group(3))));
		}
		return new Selector(match.group(2), conditions, match.group(4), match.group(1));
	}

	/**
	 * Return the labels that the expression groups or joins by.
	 */
	Set<String> groupedBy() {
		Set<String> labels = new TreeSet<>();
		GROUPING.matcher(this.text)
			.results()
			.flatMap((match) -> List.of(match.group(1).split(",\\s*")).stream())
			.filter((label) -> !label.isBlank())
			.forEach(labels::add);
		return labels;
	}

	/**
	 * Return the expression of an alert without its judgement: every comparison gives 0
	 * or 1 instead of dropping what does not hold, so that it has data whenever the alert
	 * could be raised.
	 */
	Expression unjudged() {
		String unjudged = COMPARISON.matcher(this.text)
			.replaceAll((match) -> Matcher
				.quoteReplacement((match.group(1) != null) ? match.group() + " bool" : match.group()));
		return new Expression(this.where, unjudged);
	}

	/**
	 * Return the expression with the variables of a dashboard filled in.
	 * @param variables the values by variable
	 */
	Expression with(Map<String, String> variables) {
		String filled = this.text;
		for (Map.Entry<String, String> variable : variables.entrySet()) {
			filled = filled.replaceAll("\\$" + variable.getKey() + "\\b",
					Matcher.quoteReplacement(variable.getValue()));
		}
		return new Expression(this.where, filled);
	}

	/**
	 * Selector of series.
	 *
	 * @param metric the name of the series
	 * @param conditions the conditions by label
	 * @param range the range, or {@code null}
	 * @param function the function that the selector is the first argument of, or
	 * {@code null}
	 */
	record Selector(String metric, Map<String, Condition> conditions, @Nullable String range,
			@Nullable String function) {

	}

	/**
	 * Condition on a label.
	 *
	 * @param operator the operator
	 * @param value the value
	 */
	record Condition(String operator, String value) {

	}

}
