package io.llmrouter.springai;

import java.util.List;
import java.util.Map;

import io.llmrouter.chat.AnswerAssembler;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.route.RoutingTrace;
import io.llmrouter.springai.message.MessageWriter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.SynchronousSink;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.Generation;

/**
 * Writer of one stream in the shape that Spring AI expects: texts and thoughts as they
 * come, tool calls whole and at the end, together with the reason to finish and the
 * usage. Tool calls of a stream that breaks are never shown. One instance per stream.
 */
final class ChunkWriter {

	private static final String UNKNOWN = "unknown";

	private final AnswerAssembler answer = new AnswerAssembler(UNKNOWN);

	private final RoutingTrace trace;

	private ChatChunk.@Nullable Start start;

	ChunkWriter(RoutingTrace trace) {
		this.trace = trace;
	}

	void write(ChatChunk chunk, SynchronousSink<org.springframework.ai.chat.model.ChatResponse> sink) {
		this.answer.add(chunk);
		if (chunk instanceof ChatChunk.Start value) {
			this.start = value;
		}
		else if (chunk instanceof ChatChunk.TextDelta text && !text.text().isEmpty()) {
			sink.next(piece(text.text(), Map.of()));
		}
		else if (chunk instanceof ChatChunk.ReasoningDelta reasoning && !reasoning.reasoning().isEmpty()) {
			sink.next(piece("", Map.of(MessageWriter.REASONING, reasoning.reasoning())));
		}
		else if (chunk instanceof ChatChunk.RefusalDelta refusal && !refusal.refusal().isEmpty()) {
			sink.next(piece("", Map.of(MessageWriter.REFUSAL, refusal.refusal())));
		}
	}

	private org.springframework.ai.chat.model.ChatResponse piece(String text, Map<String, Object> properties) {
		AssistantMessage message = AssistantMessage.builder().content(text).properties(properties).build();
		return new org.springframework.ai.chat.model.ChatResponse(List.of(new Generation(message)), identity());
	}

	private ChatResponseMetadata identity() {
		ChatChunk.Start known = this.start;
		return (known != null) ? AnswerWriter.identity(known.provider(), known.id(), known.model()).build()
				: new ChatResponseMetadata();
	}

	org.springframework.ai.chat.model.ChatResponse end() {
		RoutingDecision routing = this.trace.decision();
		return AnswerWriter
			.write((routing != null) ? routed(this.answer.toResponse(), routing) : this.answer.toResponse(), "");
	}

	// A provider of the user's need not say who it is.
	private ChatResponse routed(ChatResponse whole, RoutingDecision routing) {
		List<RoutingDecision.Attempt> attempts = routing.attempts();
		String provider = (this.start == null && !attempts.isEmpty()) ? attempts.get(attempts.size() - 1).provider()
				: whole.provider();
		return new ChatResponse(provider, whole.id(), whole.model(), whole.content(), whole.finishReason(),
				whole.rawFinishReason(), whole.usage(), whole.skippedEvents(), routing);
	}

}
