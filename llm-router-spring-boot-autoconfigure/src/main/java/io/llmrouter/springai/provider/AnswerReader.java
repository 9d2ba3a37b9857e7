package io.llmrouter.springai.provider;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.RateLimitState;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.springai.message.FinishReasons;
import io.llmrouter.springai.message.MessageReader;
import io.llmrouter.springai.message.UsageReader;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.EmptyRateLimit;
import org.springframework.ai.chat.metadata.RateLimit;
import org.springframework.ai.chat.model.Generation;

/**
 * Reader of whole answers of Spring AI. Some chat models cut one answer into several
 * generations, say one of text and one of tool calls; others give several answers to
 * choose from, of which each says its {@code index}. All generations are one answer, but
 * those with an index over 0.
 */
final class AnswerReader {

	private AnswerReader() {
	}

	static ChatResponse read(CallSite site, org.springframework.ai.chat.model.@Nullable ChatResponse response) {
		List<Generation> generations = (response != null) ? generations(response) : List.of();
		if (response == null || generations.isEmpty()) {
			throw site.failure(ErrorType.INVALID_RESPONSE,
					"gave an answer without a generation; ask another provider, or see what the chat model logs");
		}
		List<ContentPart> content = new ArrayList<>();
		String raw = null;
		for (Generation generation : generations) {
			content.addAll(MessageReader.content(generation.getOutput()));
			raw = firstText(generation.getMetadata().getFinishReason(), raw);
		}
		ChatResponseMetadata metadata = response.getMetadata();
		boolean calls = content.stream().anyMatch(ToolCall.class::isInstance);
		return new ChatResponse(site.provider(), text(metadata.getId()), text(metadata.getModel()), content,
				reason(raw, calls), raw, UsageReader.read(metadata.getUsage()), 0);
	}

	static List<Generation> generations(org.springframework.ai.chat.model.ChatResponse response) {
		return response.getResults()
			.stream()
			.filter((generation) -> !(generation.getOutput().getMetadata().get("index") instanceof Number index)
					|| index.intValue() == 0)
			.toList();
	}

	/**
	 * Read the reason to finish. Some providers say that a model has simply stopped when
	 * it asks for tools.
	 * @param raw the provider's word, or {@code null}
	 * @param calls whether the answer holds tool calls
	 * @return the reason
	 */
	static FinishReason reason(@Nullable String raw, boolean calls) {
		FinishReason reason = FinishReasons.read(raw);
		return (calls && (reason == FinishReason.STOP || reason == FinishReason.UNKNOWN)) ? FinishReason.TOOL_CALLS
				: reason;
	}

	static @Nullable RateLimitState left(org.springframework.ai.chat.model.ChatResponse response) {
		RateLimit limit = response.getMetadata().getRateLimit();
		if (limit == null || limit instanceof EmptyRateLimit) {
			return null;
		}
		return new RateLimitState(left(limit.getRequestsLimit(), limit.getRequestsRemaining()),
				left(limit.getTokensLimit(), limit.getTokensRemaining()));
	}

	// Who does not know a limit says that it is 0.
	private static @Nullable Long left(@Nullable Long limit, @Nullable Long remaining) {
		return (limit != null && limit > 0 && remaining != null && remaining >= 0) ? remaining : null;
	}

	static @Nullable String text(@Nullable String text) {
		return (text != null && !text.isBlank()) ? text : null;
	}

	static @Nullable String firstText(@Nullable String text, @Nullable String otherwise) {
		return (text(text) != null) ? text : otherwise;
	}

}
