package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llmrouter.sample.upstream.GenerationPlan.Fate;
import io.llmrouter.sample.upstream.answer.Failure;
import io.llmrouter.sample.upstream.answer.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What a user's message asks of the simulation itself, so that a failure can be had when
 * it is wanted. The first of these words that is known counts:
 * <ul>
 * <li>{@code status:429}: an error of this HTTP status, 400 to 599</li>
 * <li>{@code error:context_length_exceeded}: an error of this name, those of
 * {@link Failure}</li>
 * <li>{@code start:slow} and {@code start:never}: an answer that begins late or not at
 * all</li>
 * <li>{@code end:cut} and {@code end:error}: an answer whose connection is closed before
 * it is complete, or that ends in an error</li>
 * </ul>
 * A rate limit tells to wait {@value #RETRY_AFTER_SECONDS} s.
 *
 * @param refusal the error wanted, or {@code null}
 * @param fate the fate wanted, or {@code null}
 */
record Wish(@Nullable Refusal refusal, @Nullable Fate fate) {

	static final int RETRY_AFTER_SECONDS = 3;

	private static final Wish NONE = new Wish(null, null);

	private static final Pattern WORD = Pattern.compile("\\b(status|error|start|end):([a-z_]+|[45]\\d\\d)\\b");

	static Wish of(String message) {
		Matcher words = WORD.matcher(message);
		while (words.find()) {
			Wish wish = of(words.group(1), words.group(2));
			if (wish != NONE) {
				return wish;
			}
		}
		return NONE;
	}

	private static Wish of(String kind, String value) {
		return switch (kind) {
			case "status" -> Character.isDigit(value.charAt(0)) ? refused(Integer.parseInt(value)) : NONE;
			case "error" -> refused(Failure.named(value), null);
			default -> fated(kind + ":" + value);
		};
	}

	private static Wish refused(int status) {
		return refused(Failure.ofStatus(status), status);
	}

	private static Wish refused(@Nullable Failure failure, @Nullable Integer status) {
		if (failure == null) {
			return NONE;
		}
		Duration wait = (failure == Failure.RATE_LIMITED) ? Duration.ofSeconds(RETRY_AFTER_SECONDS) : null;
		return new Wish(new Refusal(failure, status, null, wait), null);
	}

	private static Wish fated(String word) {
		return switch (word) {
			case "start:slow" -> new Wish(null, Fate.SLOW_START);
			case "start:never" -> new Wish(null, Fate.SILENT);
			case "end:cut" -> new Wish(null, Fate.CUT);
			case "end:error" -> new Wish(null, Fate.BROKEN);
			default -> NONE;
		};
	}

}
