package io.llmrouter.provider.anthropic;

import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ReasoningEffort;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tables that turn a reasoning effort into the two ways in which models are told to
 * think. Models up to 4.5 take a budget of tokens and no word; those after them take a
 * word ({@code output_config.effort} with adaptive thinking), and from Opus 4.7 on refuse
 * a budget. The older models are a closed list, so that a new one needs no change here.
 * <p>
 * A model that thinks takes neither another temperature than 1 nor {@code top_k}, no
 * {@code top_p} under 0.95, and cannot be made to call a tool: the provider refuses all
 * of them with 400. They are capabilities that it lacks, so that such a request is not
 * sent.
 * <p>
 * Sources, seen 2026-11: platform.claude.com/docs/en/build-with-claude/extended-thinking,
 * /adaptive-thinking and /effort.
 */
final class AnthropicThinking {

	/**
	 * Tokens for thinking. A budget is at least 1024; with the default limit of the
	 * answer the highest stays within the 32 000 output tokens of Opus 4.
	 */
	private static final Map<ReasoningEffort, Integer> TOKENS = Map.of(ReasoningEffort.NONE, 0, ReasoningEffort.MINIMAL,
			1024, ReasoningEffort.LOW, 2048, ReasoningEffort.MEDIUM, 8192, ReasoningEffort.HIGH, 16_384,
			ReasoningEffort.MAX, 24_576);

	private static final Map<ReasoningEffort, String> WORDS = Map.of(ReasoningEffort.NONE, "low",
			ReasoningEffort.MINIMAL, "low", ReasoningEffort.LOW, "low", ReasoningEffort.MEDIUM, "medium",
			ReasoningEffort.HIGH, "high", ReasoningEffort.MAX, "max");

	private static final List<String> BUDGET_MODELS = List.of("claude-3", "claude-opus-4-0", "claude-opus-4-1",
			"claude-opus-4-2", "claude-opus-4-5", "claude-sonnet-4-0", "claude-sonnet-4-2", "claude-sonnet-4-5",
			"claude-haiku-4-5");

	/** Models that refuse to have their thinking switched off. */
	private static final List<String> ALWAYS_THINKING = List.of("claude-fable", "claude-mythos", "claude-opus-5-5");

	private AnthropicThinking() {
	}

	/**
	 * Add what tells the model to think, and the limit of the answer, of which thoughts
	 * are a part. A limit that the caller set is kept, unless it leaves a budget no room
	 * for the answer; it then is that of the answer alone. The default limit is always
	 * that of the answer alone.
	 * @param body the request
	 * @param model the model
	 * @param effort the effort, or {@code null}
	 * @param limit the limit that the caller set, or {@code null}
	 * @param defaultLimit the limit where the caller set none
	 */
	static void add(ObjectNode body, String model, @Nullable ReasoningEffort effort, @Nullable Integer limit,
			int defaultLimit) {
		int tokens = (effort != null) ? TOKENS.getOrDefault(effort, 0) : 0;
		boolean budget = BUDGET_MODELS.stream().anyMatch(model::contains);
		boolean tooTight = limit != null && budget && limit <= tokens;
		long answer = (limit != null) ? limit : defaultLimit;
		body.put("max_tokens", (limit == null || tooTight) ? answer + tokens : answer);
		if (effort == ReasoningEffort.NONE && ALWAYS_THINKING.stream().noneMatch(model::contains)) {
			body.putObject("thinking").put("type", "disabled");
		}
		else if (effort != null && budget) {
			body.putObject("thinking").put("type", "enabled").put("budget_tokens", tokens);
		}
		else if (effort != null) {
			body.putObject("thinking").put("type", "adaptive");
			body.withObjectProperty("output_config").put("effort", WORDS.get(effort));
		}
	}

}
