package io.llmrouter.provider;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.llmrouter.chat.ChatOptions;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;

/**
 * Reader of what a request needs. Extra fields need nothing: they are the caller's own
 * affair.
 *
 * @since 0.1.0
 */
public final class NeededCapabilities {

	/** The temperature that a model takes which thinks. */
	private static final double THINKING_TEMPERATURE = 1;

	/** The least share that a model takes which thinks. */
	private static final double THINKING_TOP_P = 0.95;

	private NeededCapabilities() {
	}

	/**
	 * Return what a provider must be able to do to answer a request.
	 * @param request the request
	 * @param stream whether the answer shall come in pieces
	 * @return the capabilities, in the order of their declaration; the caller's own
	 */
	public static Set<Capability> of(ChatRequest request, boolean stream) {
		Set<Capability> needed = EnumSet.noneOf(Capability.class);
		add(needed, Capability.STREAM, stream);
		addMessages(needed, request.messages());
		addTools(needed, request.tools(), request.options());
		addOptions(needed, request.options());
		return needed;
	}

	private static void add(Set<Capability> needed, Capability capability, boolean asked) {
		if (asked) {
			needed.add(capability);
		}
	}

	private static void addMessages(Set<Capability> needed, List<Message> messages) {
		for (Message message : messages) {
			// Media in instructions and answers are at fault, whoever is asked.
			if (message.role() == Message.Role.USER) {
				message.content().forEach((part) -> addPart(needed, part));
			}
			else if (message.role() == Message.Role.TOOL) {
				message.content().forEach((part) -> addToolResult(needed, part));
			}
		}
	}

	private static void addPart(Set<Capability> needed, ContentPart part) {
		if (part instanceof ContentPart.Image image) {
			needed.add(isUrl(image.source()) ? Capability.IMAGE_URL : Capability.IMAGE_BYTES);
		}
		else if (part instanceof ContentPart.Document document) {
			needed.add(isUrl(document.source()) ? Capability.DOCUMENT_URL : Capability.DOCUMENT_BYTES);
		}
		else if (part instanceof ContentPart.Audio audio) {
			needed.add(isUrl(audio.source()) ? Capability.AUDIO_URL : Capability.AUDIO_BYTES);
		}
	}

	private static boolean isUrl(MediaSource source) {
		return source instanceof MediaSource.Url;
	}

	private static void addToolResult(Set<Capability> needed, ContentPart part) {
		if (part instanceof ToolResult result) {
			for (ContentPart inner : result.content()) {
				add(needed, Capability.TOOL_RESULT_MEDIA, !(inner instanceof ContentPart.Text));
				addPart(needed, inner);
			}
		}
	}

	private static void addTools(Set<Capability> needed, List<ToolDefinition> tools, ChatOptions options) {
		if (!tools.isEmpty()) {
			needed.add(Capability.TOOLS);
			add(needed, Capability.STRICT_TOOLS, tools.stream().anyMatch(ToolDefinition::strict));
		}
		ToolChoice choice = options.toolChoice();
		add(needed, Capability.TOOL_CHOICE, choice != null && choice.mode() != ToolChoice.Mode.AUTO);
		add(needed, Capability.PARALLEL_TOOL_CALLS, Boolean.TRUE.equals(options.parallelToolCalls()));
		add(needed, Capability.SINGLE_TOOL_CALL, Boolean.FALSE.equals(options.parallelToolCalls()));
	}

	private static void addOptions(Set<Capability> needed, ChatOptions options) {
		add(needed, Capability.JSON_OBJECT, options.responseFormat() instanceof ResponseFormat.JsonObject);
		add(needed, Capability.JSON_SCHEMA, options.responseFormat() instanceof ResponseFormat.JsonSchema);
		add(needed, Capability.TOP_K, options.topK() != null);
		add(needed, Capability.SEED, options.seed() != null);
		add(needed, Capability.PENALTIES, options.frequencyPenalty() != null || options.presencePenalty() != null);
		add(needed, Capability.HIGH_TEMPERATURE, options.temperature() != null && options.temperature() > 1);
		ReasoningEffort effort = options.reasoningEffort();
		if (effort != null && effort != ReasoningEffort.NONE) {
			needed.add(Capability.REASONING_EFFORT);
			addReasoning(needed, options);
		}
	}

	private static void addReasoning(Set<Capability> needed, ChatOptions options) {
		ToolChoice choice = options.toolChoice();
		boolean forced = choice != null
				&& (choice.mode() == ToolChoice.Mode.TOOL || choice.mode() == ToolChoice.Mode.REQUIRED);
		add(needed, Capability.REASONING_WITH_FORCED_TOOL, forced);
		add(needed, Capability.REASONING_WITH_TEMPERATURE,
				options.temperature() != null && options.temperature() != THINKING_TEMPERATURE);
		add(needed, Capability.REASONING_WITH_TOP_K, options.topK() != null);
		add(needed, Capability.REASONING_WITH_LOW_TOP_P, options.topP() != null && options.topP() < THINKING_TOP_P);
	}

}
