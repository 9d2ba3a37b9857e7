package io.llmrouter.springai;

import java.util.Objects;
import java.util.function.Consumer;

import io.llmrouter.chat.ChatRequestBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/**
 * Options of the router as a chat model: those that all models of Spring AI share, tools,
 * a JSON schema, and everything else that a request to the router can say. Immutable.
 *
 * @since 0.1.0
 */
public final class RouterChatOptions extends DefaultToolCallingChatOptions implements StructuredOutputChatOptions {

	private final @Nullable String outputSchema;

	private final @Nullable Consumer<ChatRequestBuilder> request;

	private RouterChatOptions(ToolCallingChatOptions shared, @Nullable String outputSchema,
			@Nullable Consumer<ChatRequestBuilder> request) {
		super(shared.getToolCallbacks(), shared.getToolContext(), shared.getModel(), shared.getFrequencyPenalty(),
				shared.getMaxTokens(), shared.getPresencePenalty(), shared.getStopSequences(), shared.getTemperature(),
				shared.getTopK(), shared.getTopP());
		this.outputSchema = outputSchema;
		this.request = request;
	}

	/**
	 * Start options.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public @Nullable String getOutputSchema() {
		return this.outputSchema;
	}

	void customize(ChatRequestBuilder target) {
		if (this.request != null) {
			this.request.accept(target);
		}
	}

	@Override
	public Builder mutate() {
		Builder copy = builder().model(getModel())
			.frequencyPenalty(getFrequencyPenalty())
			.maxTokens(getMaxTokens())
			.presencePenalty(getPresencePenalty())
			.stopSequences(getStopSequences())
			.temperature(getTemperature())
			.topK(getTopK())
			.topP(getTopP())
			.toolCallbacks(getToolCallbacks())
			.toolContext(getToolContext())
			.outputSchema(this.outputSchema);
		copy.request = this.request;
		return copy;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof RouterChatOptions that
				&& Objects.equals(this.outputSchema, that.outputSchema) && Objects.equals(this.request, that.request);
	}

	@Override
	public int hashCode() {
		return Objects.hash(super.hashCode(), this.outputSchema, this.request);
	}

	/**
	 * Builder of {@link RouterChatOptions}. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder extends DefaultToolCallingChatOptions.Builder<Builder>
			implements StructuredOutputChatOptions.Builder<Builder> {

		private @Nullable String outputSchema;

		private @Nullable Consumer<ChatRequestBuilder> request;

		private Builder() {
		}

		@Override
		public Builder outputSchema(@Nullable String schema) {
			this.outputSchema = schema;
			return this;
		}

		/**
		 * Say what Spring AI has no option for, for example a route, a time limit or the
		 * reasoning effort. Called once for each request, after all other options were
		 * put into it; several are called in their order.
		 * @param customizer what to say
		 * @return this builder
		 */
		public Builder request(Consumer<ChatRequestBuilder> customizer) {
			this.request = (this.request != null) ? this.request.andThen(customizer) : customizer;
			return this;
		}

		@Override
		public Builder combineWith(ChatOptions.Builder<?> other) {
			super.combineWith(other);
			if (other instanceof Builder that) {
				this.outputSchema = (that.outputSchema != null) ? that.outputSchema : this.outputSchema;
				if (that.request != null) {
					request(that.request);
				}
			}
			return this;
		}

		@Override
		public RouterChatOptions build() {
			return new RouterChatOptions(super.build(), this.outputSchema, this.request);
		}

	}

}
