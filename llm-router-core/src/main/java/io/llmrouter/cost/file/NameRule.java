package io.llmrouter.cost.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import tools.jackson.databind.JsonNode;

/**
 * Rule of genai-prices that tells which names of a model it is for: {@code equals},
 * {@code starts_with}, {@code ends_with}, {@code contains}, {@code regex}, {@code and},
 * {@code or}. A rule that is not understood is for no name.
 */
final class NameRule {

	private NameRule() {
	}

	static Predicate<String> of(JsonNode rule) {
		if (rule.has("or")) {
			List<Predicate<String>> rules = all(rule.path("or"));
			return (name) -> rules.stream().anyMatch((any) -> any.test(name));
		}
		if (rule.has("and")) {
			List<Predicate<String>> rules = all(rule.path("and"));
			return (name) -> !rules.isEmpty() && rules.stream().allMatch((each) -> each.test(name));
		}
		if (rule.has("regex")) {
			return regex(rule.path("regex").asString(""));
		}
		return text(rule);
	}

	private static List<Predicate<String>> all(JsonNode rules) {
		List<Predicate<String>> all = new ArrayList<>();
		rules.forEach((rule) -> all.add(of(rule)));
		return all;
	}

	private static Predicate<String> regex(String regex) {
		try {
			Pattern pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
			return (name) -> pattern.matcher(name).find();
		}
		catch (PatternSyntaxException ex) {
			return (name) -> false;
		}
	}

	private static Predicate<String> text(JsonNode rule) {
		String equal = lower(rule, "equals");
		String start = lower(rule, "starts_with");
		String end = lower(rule, "ends_with");
		String part = lower(rule, "contains");
		return (name) -> (!equal.isEmpty() && name.equals(equal)) || (!start.isEmpty() && name.startsWith(start))
				|| (!end.isEmpty() && name.endsWith(end)) || (!part.isEmpty() && name.contains(part));
	}

	private static String lower(JsonNode rule, String name) {
		return rule.path(name).asString("").toLowerCase(Locale.ROOT);
	}

}
