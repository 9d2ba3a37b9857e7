package io.llmrouter.route.limit;

import java.util.List;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import org.jspecify.annotations.Nullable;

/**
 * Estimator of the tokens that a call will use: four characters to a token, one of an
 * East Asian script, corrected by the ratio of reported to estimated input tokens; and
 * for the answer its usual length, at most what the request allows. Both are moving
 * averages that the provider's reports teach. O(n) time for n characters, constant
 * memory. Thread-safe.
 */
final class TokenEstimator {

	private static final double CHARACTERS_PER_TOKEN = 4;

	// From here on scripts of which one character is about one token: CJK, kana, hangul.
	private static final char FIRST_DENSE = 0x2E80;

	private static final int MEDIUM_TOKENS = 1_000;

	private static final int MESSAGE_TOKENS = 4;

	private static final double FIRST_OUTPUT_GUESS = 1_024;

	private static final double WEIGHT = 0.1;

	private static final double MAX_CORRECTION = 8;

	private double correction = 1;

	private double outputTokens = FIRST_OUTPUT_GUESS;

	/**
	 * Estimate the tokens of a call.
	 * @param request what to ask
	 * @return the estimate
	 */
	Estimate estimate(ChatRequest request) {
		double raw = input(request);
		Integer allowed = request.options().maxOutputTokens();
		synchronized (this) {
			double output = (allowed != null) ? Math.min(allowed, this.outputTokens) : this.outputTokens;
			return new Estimate(raw, Math.max(1, Math.round(raw * this.correction + output)));
		}
	}

	/**
	 * Learn from what a call really used.
	 * @param estimate what was estimated
	 * @param usage what was used
	 */
	synchronized void learn(Estimate estimate, TokenUsage usage) {
		if (usage.inputTokens() != null && usage.inputTokens() > 0) {
			double ratio = usage.inputTokens() / Math.max(1, estimate.rawInput());
			double bounded = Math.max(1 / MAX_CORRECTION, Math.min(MAX_CORRECTION, ratio));
			this.correction += WEIGHT * (bounded - this.correction);
		}
		if (usage.outputTokens() != null) {
			this.outputTokens += WEIGHT * (usage.outputTokens() - this.outputTokens);
		}
	}

	private static double input(ChatRequest request) {
		double tokens = 0;
		for (Message message : request.messages()) {
			tokens += MESSAGE_TOKENS + tokens(message.content());
		}
		for (ToolDefinition tool : request.tools()) {
			tokens += tokens(tool.name()) + tokens(tool.description()) + tokens(tool.parameters());
		}
		return tokens;
	}

	private static double tokens(List<ContentPart> content) {
		double tokens = 0;
		for (ContentPart part : content) {
			tokens += tokens(part);
		}
		return tokens;
	}

	private static double tokens(ContentPart part) {
		if (part instanceof ContentPart.Text text) {
			return tokens(text.text());
		}
		if (part instanceof ContentPart.Reasoning reasoning) {
			return tokens(reasoning.text());
		}
		if (part instanceof ContentPart.Refusal refusal) {
			return tokens(refusal.text());
		}
		if (part instanceof ToolCall call) {
			return tokens(call.name()) + tokens(call.arguments());
		}
		return (part instanceof ToolResult result) ? tokens(result.content()) : MEDIUM_TOKENS;
	}

	private static double tokens(@Nullable String text) {
		if (text == null) {
			return 0;
		}
		int dense = 0;
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) >= FIRST_DENSE) {
				dense++;
			}
		}
		return dense + (text.length() - dense) / CHARACTERS_PER_TOKEN;
	}

	/**
	 * Estimate of one call.
	 *
	 * @param rawInput the tokens of the prompt before correction
	 * @param total input and output together
	 */
	record Estimate(double rawInput, long total) {

		/** Estimate where nothing depends on one. */
		static final Estimate NONE = new Estimate(0, 0);

	}

}
