package io.llmrouter.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Builder of a {@link ChatRequest}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ChatRequestBuilder {

	private @Nullable String route;

	private @Nullable String provider;

	private @Nullable String model;

	private @Nullable String conversationId;

	private @Nullable Duration timeout;

	private final List<Message> messages = new ArrayList<>();

	private final List<ToolDefinition> tools = new ArrayList<>();

	private @Nullable Integer maxOutputTokens;

	private @Nullable Double temperature;

	private @Nullable Double topP;

	private @Nullable Integer topK;

	private @Nullable Double frequencyPenalty;

	private @Nullable Double presencePenalty;

	private @Nullable Long seed;

	private List<String> stop = List.of();

	private @Nullable ReasoningEffort reasoningEffort;

	private @Nullable ResponseFormat responseFormat;

	private @Nullable ToolChoice toolChoice;

	private @Nullable Boolean parallelToolCalls;

	private final Map<String, Object> extra = new LinkedHashMap<>();

	private @Nullable WireFields wireFields;

	ChatRequestBuilder() {
	}

	ChatRequestBuilder(ChatRequest request) {
		this.route = request.route();
		this.provider = request.provider();
		this.model = request.model();
		this.conversationId = request.conversationId();
		this.timeout = request.timeout();
		this.messages.addAll(request.messages());
		this.tools.addAll(request.tools());
		options(request.options());
	}

	/**
	 * Take a route.
	 * @param name the name of the route, or {@code null} for the default route
	 * @return this builder
	 */
	public ChatRequestBuilder route(@Nullable String name) {
		this.route = name;
		return this;
	}

	/**
	 * Ask one provider only.
	 * @param name the name of the provider, or {@code null} for the route's choice
	 * @return this builder
	 */
	public ChatRequestBuilder provider(@Nullable String name) {
		this.provider = name;
		return this;
	}

	/**
	 * Ask for a model.
	 * @param name the name of the model, or {@code null} for the configured one
	 * @return this builder
	 */
	public ChatRequestBuilder model(@Nullable String name) {
		this.model = name;
		return this;
	}

	/**
	 * Keep the calls of one conversation together.
	 * @param id an id of the caller's choice
	 * @return this builder
	 */
	public ChatRequestBuilder conversationId(@Nullable String id) {
		this.conversationId = id;
		return this;
	}

	/**
	 * Limit the time of the whole call.
	 * @param limit the limit, over zero, or {@code null} for the route's
	 * @return this builder
	 */
	public ChatRequestBuilder timeout(@Nullable Duration limit) {
		this.timeout = limit;
		return this;
	}

	/**
	 * Add an instruction to the model.
	 * @param text the instruction
	 * @return this builder
	 */
	public ChatRequestBuilder system(String text) {
		return message(Message.system(text));
	}

	/**
	 * Add a user's message.
	 * @param text the text
	 * @return this builder
	 */
	public ChatRequestBuilder user(String text) {
		return message(Message.user(text));
	}

	/**
	 * Add a message.
	 * @param message the message
	 * @return this builder
	 */
	public ChatRequestBuilder message(Message message) {
		this.messages.add(message);
		return this;
	}

	/**
	 * Add messages.
	 * @param more the messages, oldest first
	 * @return this builder
	 */
	public ChatRequestBuilder messages(List<Message> more) {
		this.messages.addAll(more);
		return this;
	}

	/**
	 * Offer a tool to the model.
	 * @param tool the tool
	 * @return this builder
	 */
	public ChatRequestBuilder tool(ToolDefinition tool) {
		this.tools.add(tool);
		return this;
	}

	/**
	 * Replace all options.
	 * @param options the options
	 * @return this builder
	 */
	public ChatRequestBuilder options(ChatOptions options) {
		this.maxOutputTokens = options.maxOutputTokens();
		this.temperature = options.temperature();
		this.topP = options.topP();
		this.topK = options.topK();
		this.frequencyPenalty = options.frequencyPenalty();
		this.presencePenalty = options.presencePenalty();
		this.seed = options.seed();
		this.stop = options.stop();
		this.reasoningEffort = options.reasoningEffort();
		this.responseFormat = options.responseFormat();
		this.toolChoice = options.toolChoice();
		this.parallelToolCalls = options.parallelToolCalls();
		this.extra.clear();
		this.extra.putAll(options.extra());
		this.wireFields = options.wireFields();
		return this;
	}

	/**
	 * Limit the answer.
	 * @param limit the most tokens to generate, at least 1
	 * @return this builder
	 */
	public ChatRequestBuilder maxOutputTokens(@Nullable Integer limit) {
		this.maxOutputTokens = limit;
		return this;
	}

	/**
	 * Set the randomness.
	 * @param value the temperature, from 0 to 2
	 * @return this builder
	 */
	public ChatRequestBuilder temperature(@Nullable Double value) {
		this.temperature = value;
		return this;
	}

	/**
	 * Set the nucleus sampling share.
	 * @param value the share, over 0 up to 1
	 * @return this builder
	 */
	public ChatRequestBuilder topP(@Nullable Double value) {
		this.topP = value;
		return this;
	}

	/**
	 * Sample among the likeliest tokens only.
	 * @param count how many, at least 1
	 * @return this builder
	 */
	public ChatRequestBuilder topK(@Nullable Integer count) {
		this.topK = count;
		return this;
	}

	/**
	 * Punish frequent tokens.
	 * @param value the penalty, from -2 to 2
	 * @return this builder
	 */
	public ChatRequestBuilder frequencyPenalty(@Nullable Double value) {
		this.frequencyPenalty = value;
		return this;
	}

	/**
	 * Punish tokens already used.
	 * @param value the penalty, from -2 to 2
	 * @return this builder
	 */
	public ChatRequestBuilder presencePenalty(@Nullable Double value) {
		this.presencePenalty = value;
		return this;
	}

	/**
	 * Make the sampling repeatable.
	 * @param value the seed
	 * @return this builder
	 */
	public ChatRequestBuilder seed(@Nullable Long value) {
		this.seed = value;
		return this;
	}

	/**
	 * Stop at given texts.
	 * @param texts the texts
	 * @return this builder
	 */
	public ChatRequestBuilder stop(String... texts) {
		this.stop = List.of(texts);
		return this;
	}

	/**
	 * Set how much a reasoning model should think.
	 * @param effort the effort
	 * @return this builder
	 */
	public ChatRequestBuilder reasoningEffort(@Nullable ReasoningEffort effort) {
		this.reasoningEffort = effort;
		return this;
	}

	/**
	 * Set the shape of the answer.
	 * @param format the format, or {@code null} for free text
	 * @return this builder
	 */
	public ChatRequestBuilder responseFormat(@Nullable ResponseFormat format) {
		this.responseFormat = format;
		return this;
	}

	/**
	 * Set whether tools may, must or must not be called.
	 * @param choice the choice
	 * @return this builder
	 */
	public ChatRequestBuilder toolChoice(@Nullable ToolChoice choice) {
		this.toolChoice = choice;
		return this;
	}

	/**
	 * Set whether several tools may be called in one turn.
	 * @param allowed whether they may
	 * @return this builder
	 */
	public ChatRequestBuilder parallelToolCalls(@Nullable Boolean allowed) {
		this.parallelToolCalls = allowed;
		return this;
	}

	/**
	 * Add a field of the provider's own request format.
	 * @param name the name of the field
	 * @param value its value: a string, number, boolean, list or map
	 * @return this builder
	 */
	public ChatRequestBuilder extra(String name, Object value) {
		this.extra.put(name, value);
		return this;
	}

	/**
	 * Set the fields that only providers of one wire understand.
	 * @param fields the fields, or {@code null} for none
	 * @return this builder
	 */
	public ChatRequestBuilder wireFields(@Nullable WireFields fields) {
		this.wireFields = fields;
		return this;
	}

	/**
	 * Build the request.
	 * @return a new request
	 */
	public ChatRequest build() {
		ChatOptions options = new ChatOptions(this.maxOutputTokens, this.temperature, this.topP, this.topK,
				this.frequencyPenalty, this.presencePenalty, this.seed, this.stop, this.reasoningEffort,
				this.responseFormat, this.toolChoice, this.parallelToolCalls, this.extra, this.wireFields);
		return new ChatRequest(this.route, this.provider, this.model, this.conversationId, this.timeout, this.messages,
				this.tools, options);
	}

}
