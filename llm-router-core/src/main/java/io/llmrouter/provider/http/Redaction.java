package io.llmrouter.provider.http;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.chat.WireFields;
import org.jspecify.annotations.Nullable;

/**
 * Removal of keys and prompt text from what a provider says about a failure, which may
 * echo both. Keys are replaced by {@code [key]}; every run of 16 or more characters that
 * also stands in the request, and every shorter message text as a whole, by {@code […]}.
 * At most 500 characters are kept.
 * <p>
 * Echoes are found with a rolling hash (Rabin and Karp, 1987) over the request's texts:
 * linear time, no copy of the request. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Redaction {

	private static final int MAX_LENGTH = 500;

	private static final int MAX_EXAMINED = 2000;

	private static final int RUN = 16;

	private static final int SHORTEST_TEXT = 4;

	private static final int FILTER_BITS = 1 << 16;

	private static final int BASE = 31;

	/** Weight with which the oldest character leaves the hash. */
	private static final int OLDEST = power(RUN);

	private static final String ECHO = "[…]";

	private static final Pattern KEYS = Pattern.compile(
			"sk-[A-Za-z0-9_*.-]{4,}|gsk_[A-Za-z0-9_*-]{4,}|xai-[A-Za-z0-9_*-]{4,}|AIza[A-Za-z0-9_*-]{4,}|(?i:bearer)\\s+[A-Za-z0-9_*.+/=~-]{4,}");

	/** Longest first: one key may be the beginning of another. */
	private final List<String> keys;

	/**
	 * Create a redaction.
	 * @param keys the keys of the provider
	 */
	public Redaction(List<String> keys) {
		this.keys = keys.stream()
			.filter((key) -> !key.isBlank())
			.sorted(Comparator.comparingInt(String::length).reversed())
			.toList();
	}

	/**
	 * Clean a message.
	 * @param message what the provider said
	 * @param request what it was asked
	 * @return the message without keys and prompt text, at most 500 characters
	 */
	public String clean(String message, ChatRequest request) {
		String examined = withoutKeys(message);
		if (examined.length() > MAX_EXAMINED) {
			examined = examined.substring(0, MAX_EXAMINED);
		}
		BitSet echoed = new BitSet(examined.length());
		List<String> texts = texts(request);
		markRuns(examined, texts, echoed);
		markShortTexts(examined, texts, echoed);
		String cleaned = replaced(examined, echoed);
		return (cleaned.length() > MAX_LENGTH) ? cleaned.substring(0, MAX_LENGTH) : cleaned;
	}

	/**
	 * Keep a word that goes into messages and labels as it is: a code or the id of a
	 * request.
	 * @param word the word, or {@code null}
	 * @return the word, or {@code null} where it holds a key
	 */
	public @Nullable String word(@Nullable String word) {
		return (word != null && withoutKeys(word).equals(word)) ? word : null;
	}

	private String withoutKeys(String message) {
		// A key cut in two would no longer look like one, so the cut comes later.
		String bounded = message.substring(0, Math.min(message.length(), 4 * MAX_EXAMINED));
		for (String key : this.keys) {
			bounded = bounded.replace(key, "[key]");
		}
		return KEYS.matcher(bounded).replaceAll("[key]");
	}

	private static List<String> texts(ChatRequest request) {
		List<String> texts = new ArrayList<>();
		for (Message message : request.messages()) {
			addParts(message.content(), texts);
		}
		addTexts(request.options().extra(), texts);
		WireFields own = request.options().wireFields();
		if (own != null) {
			addTexts(own.fields(), texts);
		}
		return texts;
	}

	// Words such as 'flex' are no content, and tell what a provider complains of.
	private static void addTexts(@Nullable Object value, List<String> texts) {
		if (value instanceof Map<?, ?> map) {
			map.values().forEach((nested) -> addTexts(nested, texts));
		}
		else if (value instanceof Collection<?> list) {
			list.forEach((nested) -> addTexts(nested, texts));
		}
		else if (value instanceof String text && text.length() >= RUN) {
			texts.add(text);
		}
	}

	private static void addParts(List<ContentPart> parts, List<String> texts) {
		for (ContentPart part : parts) {
			if (part instanceof ContentPart.Text text) {
				texts.add(text.text());
			}
			else if (part instanceof ContentPart.Reasoning reasoning) {
				texts.add(reasoning.text());
			}
			else if (part instanceof ContentPart.Refusal refusal) {
				texts.add(refusal.text());
			}
			else if (part instanceof ToolCall call) {
				texts.add(call.arguments());
			}
			else if (part instanceof ToolResult result) {
				addParts(result.content(), texts);
			}
		}
	}

	private static void markShortTexts(String message, List<String> texts, BitSet echoed) {
		for (String text : texts) {
			String trimmed = text.strip();
			if (trimmed.length() >= SHORTEST_TEXT && trimmed.length() < RUN) {
				markAll(message, trimmed, echoed);
			}
		}
	}

	private static void markAll(String message, String text, BitSet echoed) {
		for (int at = message.indexOf(text); at >= 0; at = message.indexOf(text, at + 1)) {
			echoed.set(at, at + text.length());
		}
	}

	private static void markRuns(String message, List<String> texts, BitSet echoed) {
		Map<String, List<Integer>> runs = runs(message);
		BitSet filter = new BitSet(FILTER_BITS);
		runs.keySet().forEach((run) -> filter.set(run.hashCode() & (FILTER_BITS - 1)));
		for (String text : texts) {
			markRuns(text, runs, filter, echoed);
		}
	}

	private static Map<String, List<Integer>> runs(String message) {
		Map<String, List<Integer>> runs = new HashMap<>();
		for (int i = 0; i + RUN <= message.length(); i++) {
			runs.computeIfAbsent(message.substring(i, i + RUN), (run) -> new ArrayList<>(1)).add(i);
		}
		return runs;
	}

	private static void markRuns(String text, Map<String, List<Integer>> runs, BitSet filter, BitSet echoed) {
		int hash = 0;
		for (int i = 0; i < text.length() && !runs.isEmpty(); i++) {
			hash = roll(hash, text, i);
			if (i >= RUN - 1 && filter.get(hash & (FILTER_BITS - 1))) {
				// Removed once found, so that a monotonous message costs no more than
				// another.
				List<Integer> found = runs.remove(text.substring(i - RUN + 1, i + 1));
				mark(found, echoed);
			}
		}
	}

	private static void mark(@Nullable List<Integer> found, BitSet echoed) {
		if (found != null) {
			found.forEach((at) -> echoed.set(at, at + RUN));
		}
	}

	/**
	 * Compute the hash of the last characters so far, as {@link String#hashCode()} does.
	 * @param hash the hash before
	 * @param text the text
	 * @param position the position of the new character
	 * @return the hash after
	 */
	private static int roll(int hash, String text, int position) {
		int rolled = hash * BASE + text.charAt(position);
		return (position >= RUN) ? rolled - text.charAt(position - RUN) * OLDEST : rolled;
	}

	private static int power(int exponent) {
		int power = 1;
		for (int i = 0; i < exponent; i++) {
			power *= BASE;
		}
		return power;
	}

	private static String replaced(String message, BitSet echoed) {
		StringBuilder cleaned = new StringBuilder();
		int position = 0;
		for (int from = echoed.nextSetBit(0); from >= 0; from = echoed.nextSetBit(position)) {
			cleaned.append(message, position, from).append(ECHO);
			position = echoed.nextClearBit(from);
		}
		// The start of a run that the bound cut in two is not recognised as one.
		int end = (message.length() == MAX_EXAMINED) ? MAX_EXAMINED - RUN : message.length();
		return (position < end) ? cleaned.append(message, position, end).toString() : cleaned.toString();
	}

}
