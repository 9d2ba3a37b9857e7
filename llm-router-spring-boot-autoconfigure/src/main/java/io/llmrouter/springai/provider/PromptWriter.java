package io.llmrouter.springai.provider;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.llmrouter.chat.ChatOptions;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.springai.message.MessageWriter;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * Writer that turns requests into prompts of Spring AI. The options begin as a copy of
 * those of the chat model, because most chat models take no others than their own and
 * read their defaults from nowhere else.
 */
final class PromptWriter {

	/** What Spring AI has no words for that every chat model understands. */
	private static final Set<Capability> BEYOND_SPRING_AI = EnumSet.of(Capability.TOOL_CHOICE, Capability.STRICT_TOOLS,
			Capability.PARALLEL_TOOL_CALLS, Capability.SINGLE_TOOL_CALL, Capability.JSON_OBJECT,
			Capability.TOOL_RESULT_MEDIA, Capability.REASONING_EFFORT, Capability.SEED);

	private final ChatModel model;

	PromptWriter(ChatModel model) {
		this.model = model;
	}

	Set<Capability> capabilities() {
		Set<Capability> capabilities = EnumSet.copyOf(Capability.ALL);
		capabilities.removeAll(BEYOND_SPRING_AI);
		org.springframework.ai.chat.prompt.ChatOptions options = this.model.getOptions();
		if (!(options instanceof ToolCallingChatOptions)) {
			capabilities.remove(Capability.TOOLS);
		}
		if (!(options instanceof StructuredOutputChatOptions)) {
			capabilities.remove(Capability.JSON_SCHEMA);
		}
		if (!streams()) {
			capabilities.remove(Capability.STREAM);
		}
		return Collections.unmodifiableSet(capabilities);
	}

	// The method that a chat model inherits says by an exception that there are no
	// streams.
	private boolean streams() {
		return ClassUtils.getMethod(AopUtils.getTargetClass(this.model), "stream", Prompt.class)
			.getDeclaringClass() != ChatModel.class;
	}

	Prompt write(CallSite site, ChatRequest request) {
		if (!request.options().extra().isEmpty()) {
			throw site.unsupported("'" + String.join("', '", request.options().extra().keySet()) + "'",
					"leave it out, or set it on the chat model itself", List.of());
		}
		return new Prompt(MessageWriter.write(request.messages()), options(request));
	}

	private org.springframework.ai.chat.prompt.ChatOptions options(ChatRequest request) {
		org.springframework.ai.chat.prompt.ChatOptions.Builder<?> builder = this.model.getOptions().mutate();
		addShared(builder, request.options());
		set(request.model(), builder::model);
		if (!request.tools().isEmpty() && builder instanceof ToolCallingChatOptions.Builder<?> calling) {
			calling.toolCallbacks(request.tools().stream().<ToolCallback>map(DeclaredTool::new).toList());
		}
		if (request.options().responseFormat() instanceof ResponseFormat.JsonSchema schema
				&& builder instanceof StructuredOutputChatOptions.Builder<?> structured) {
			structured.outputSchema(schema.schema());
		}
		return builder.build();
	}

	private static void addShared(org.springframework.ai.chat.prompt.ChatOptions.Builder<?> builder,
			ChatOptions options) {
		set(options.maxOutputTokens(), builder::maxTokens);
		set(options.temperature(), builder::temperature);
		set(options.topP(), builder::topP);
		set(options.topK(), builder::topK);
		set(options.frequencyPenalty(), builder::frequencyPenalty);
		set(options.presencePenalty(), builder::presencePenalty);
		List<String> stop = options.stop();
		set(stop.isEmpty() ? null : stop, builder::stopSequences);
	}

	private static <T> void set(@Nullable T value, Function<T, ?> setter) {
		if (value != null) {
			setter.apply(value);
		}
	}

}
