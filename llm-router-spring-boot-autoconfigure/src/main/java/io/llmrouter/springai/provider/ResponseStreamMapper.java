package io.llmrouter.springai.provider;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.StreamMapper;
import io.llmrouter.springai.message.FinishReasons;
import io.llmrouter.springai.message.MessageReader;
import io.llmrouter.springai.message.UsageReader;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * Mapper from the responses of one stream of Spring AI to chunks. Chat models put tool
 * calls together themselves: each comes whole, in one response. A chat model does not
 * tell whether its stream was cut, so that a completed stream is a complete answer, with
 * or without a reason to finish.
 */
final class ResponseStreamMapper implements StreamMapper<ChatResponse> {

	private final CallSite site;

	private boolean started;

	private boolean finished;

	private int calls;

	private @Nullable String raw;

	private volatile @Nullable TokenUsage usage;

	ResponseStreamMapper(CallSite site) {
		this.site = site;
	}

	@Override
	public List<ChatChunk> map(ChatResponse response) {
		List<ChatChunk> chunks = new ArrayList<>();
		addStart(chunks, response.getMetadata());
		for (Generation generation : AnswerReader.generations(response)) {
			MessageReader.content(generation.getOutput()).forEach((part) -> addPart(chunks, part));
			this.raw = AnswerReader.firstText(generation.getMetadata().getFinishReason(), this.raw);
		}
		addUsage(chunks, UsageReader.read(response.getMetadata().getUsage()));
		if (!this.finished && FinishReasons.read(this.raw) != FinishReason.UNKNOWN) {
			addFinish(chunks);
		}
		return chunks;
	}

	private void addStart(List<ChatChunk> chunks, ChatResponseMetadata metadata) {
		if (!this.started) {
			this.started = true;
			chunks.add(new ChatChunk.Start(this.site.provider(), AnswerReader.text(metadata.getId()),
					AnswerReader.text(metadata.getModel())));
		}
	}

	// Media of an answer have no chunk.
	private void addPart(List<ChatChunk> chunks, ContentPart part) {
		if (part instanceof ContentPart.Text text) {
			chunks.add(new ChatChunk.TextDelta(text.text()));
		}
		else if (part instanceof ContentPart.Reasoning reasoning) {
			chunks.add(new ChatChunk.ReasoningDelta(reasoning.text(), reasoning.signature(), reasoning.redacted()));
		}
		else if (part instanceof ContentPart.Refusal refusal) {
			chunks.add(new ChatChunk.RefusalDelta(refusal.text()));
		}
		else if (part instanceof ToolCall call) {
			chunks.add(new ChatChunk.ToolCallDelta(this.calls++, call.id(), call.name(), call.arguments(),
					call.signature()));
		}
	}

	// A later count replaces an earlier one; one that is not told again stays.
	private void addUsage(List<ChatChunk> chunks, @Nullable TokenUsage told) {
		TokenUsage before = this.usage;
		if (told == null || told.equals(before)) {
			return;
		}
		TokenUsage now = (before != null) ? merged(before, told) : told;
		this.usage = now;
		chunks.add(new ChatChunk.Usage(now));
	}

	private static TokenUsage merged(TokenUsage before, TokenUsage told) {
		return new TokenUsage(first(told.inputTokens(), before.inputTokens()),
				first(told.outputTokens(), before.outputTokens()),
				first(told.cacheReadTokens(), before.cacheReadTokens()),
				first(told.cacheWriteTokens(), before.cacheWriteTokens()),
				first(told.reasoningTokens(), before.reasoningTokens()), told.estimated(),
				(told.reportedCostUsd() != null) ? told.reportedCostUsd() : before.reportedCostUsd());
	}

	private static @Nullable Long first(@Nullable Long told, @Nullable Long before) {
		return (told != null) ? told : before;
	}

	private void addFinish(List<ChatChunk> chunks) {
		this.finished = true;
		chunks.add(new ChatChunk.Finish(AnswerReader.reason(this.raw, this.calls > 0), this.raw, 0));
	}

	@Override
	public List<ChatChunk> end() {
		if (!this.started) {
			throw this.site.failure(ErrorType.INVALID_RESPONSE,
					"gave a stream without a response; ask another provider, or see what the chat model logs");
		}
		List<ChatChunk> chunks = new ArrayList<>();
		if (!this.finished) {
			addFinish(chunks);
		}
		return chunks;
	}

	@Override
	public boolean isOver() {
		return false;
	}

	@Override
	public @Nullable TokenUsage usage() {
		return this.usage;
	}

}
