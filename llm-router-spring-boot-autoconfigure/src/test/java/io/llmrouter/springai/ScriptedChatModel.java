package io.llmrouter.springai;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Chat model of Spring AI that gives prepared answers and keeps what it was asked.
 */
public final class ScriptedChatModel implements ChatModel {

	private final List<Prompt> prompts = new CopyOnWriteArrayList<>();

	private Function<Prompt, ChatResponse> answer = (prompt) -> answer("Hi", 5, 2);

	private Function<Prompt, Flux<ChatResponse>> pieces = (prompt) -> Flux.just(answer("Hi", 5, 2));

	private ChatOptions options = RouterChatOptions.builder().model("own-model").temperature(0.1).build();

	public static ChatResponse answer(String text, int input, int output) {
		return response(AssistantMessage.builder().content(text).build(), "stop",
				ChatResponseMetadata.builder()
					.id("id-1")
					.model("own-model-2026")
					.usage(new DefaultUsage(input, output)));
	}

	public static ChatResponse piece(String text) {
		return response(new AssistantMessage(text), "", ChatResponseMetadata.builder().id("id-1"));
	}

	public static ChatResponse response(AssistantMessage message, String reason,
			ChatResponseMetadata.Builder metadata) {
		return new ChatResponse(
				List.of(new Generation(message, ChatGenerationMetadata.builder().finishReason(reason).build())),
				metadata.build());
	}

	public ScriptedChatModel answering(Function<Prompt, ChatResponse> function) {
		this.answer = function;
		return this;
	}

	public ScriptedChatModel streaming(Function<Prompt, Flux<ChatResponse>> function) {
		this.pieces = function;
		return this;
	}

	public ScriptedChatModel streaming(ChatResponse... responses) {
		return streaming((prompt) -> Flux.just(responses));
	}

	public ScriptedChatModel options(ChatOptions newOptions) {
		this.options = newOptions;
		return this;
	}

	public List<Prompt> prompts() {
		return this.prompts;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		this.prompts.add(prompt);
		return this.answer.apply(prompt);
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		this.prompts.add(prompt);
		return this.pieces.apply(prompt);
	}

	@Override
	public ChatOptions getOptions() {
		return this.options;
	}

}
