package io.llmrouter.springai;

import java.util.List;

import io.llmrouter.chat.ChatResponse;
import io.llmrouter.springai.message.FinishReasons;
import io.llmrouter.springai.message.MessageWriter;
import io.llmrouter.springai.message.RouterUsage;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.Generation;

/**
 * Writer that turns answers of the router into those of Spring AI.
 */
final class AnswerWriter {

	private AnswerWriter() {
	}

	/**
	 * Write an answer.
	 * @param answer the answer
	 * @param text the text of its message: the whole of it, or nothing at the end of a
	 * stream, which has shown it before
	 * @return the answer in Spring AI's words
	 */
	static org.springframework.ai.chat.model.ChatResponse write(ChatResponse answer, String text) {
		AssistantMessage message = MessageWriter.assistant(text, answer.content());
		return new org.springframework.ai.chat.model.ChatResponse(List.of(new Generation(message, generation(answer))),
				metadata(answer));
	}

	private static ChatGenerationMetadata generation(ChatResponse answer) {
		ChatGenerationMetadata.Builder metadata = ChatGenerationMetadata.builder()
			.finishReason(FinishReasons.write(answer.finishReason()));
		if (answer.rawFinishReason() != null) {
			metadata.metadata(RouterChatModel.RAW_FINISH_REASON, answer.rawFinishReason());
		}
		return metadata.build();
	}

	private static ChatResponseMetadata metadata(ChatResponse answer) {
		ChatResponseMetadata.Builder metadata = identity(answer.provider(), answer.id(), answer.model());
		if (answer.usage() != null) {
			metadata.usage(new RouterUsage(answer.usage()));
		}
		if (answer.routing() != null) {
			metadata.keyValue(RouterChatModel.ROUTING, answer.routing());
		}
		if (answer.skippedEvents() > 0) {
			metadata.keyValue(RouterChatModel.SKIPPED_EVENTS, answer.skippedEvents());
		}
		return metadata.build();
	}

	static ChatResponseMetadata.Builder identity(String provider, @Nullable String id, @Nullable String model) {
		ChatResponseMetadata.Builder metadata = ChatResponseMetadata.builder()
			.keyValue(RouterChatModel.PROVIDER, provider);
		if (id != null) {
			metadata.id(id);
		}
		if (model != null) {
			metadata.model(model);
		}
		return metadata;
	}

}
