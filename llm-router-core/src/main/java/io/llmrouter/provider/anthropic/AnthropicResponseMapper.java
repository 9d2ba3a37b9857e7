package io.llmrouter.provider.anthropic;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mapper from a whole answer. Blocks of the provider's own tools are left out.
 */
final class AnthropicResponseMapper {

	private final JsonMapper json;

	private final AnthropicErrors errors;

	AnthropicResponseMapper(JsonMapper json, AnthropicErrors errors) {
		this.json = json;
		this.errors = errors;
	}

	/**
	 * Map an answer.
	 * @param site who answered
	 * @param answer the answer
	 * @param request what was asked
	 * @return the answer
	 * @throws ProviderException when it is a failure or cannot be understood
	 */
	ChatResponse map(CallSite site, HttpAnswer answer, ChatRequest request) {
		JsonNode body = answer.json(this.json);
		if (body.isMissingNode()) {
			throw invalid(site, "that is no JSON");
		}
		if (isError(body)) {
			throw this.errors.inBand(site, body, request);
		}
		if (!body.path("content").isArray()) {
			throw invalid(site, "without content");
		}
		String rawFinish = textOrNull(body.path("stop_reason"));
		List<ContentPart> content = content(body);
		if (content.isEmpty() && rawFinish == null) {
			throw invalid(site, "without content and stop reason");
		}
		return new ChatResponse(site.provider(), textOrNull(body.path("id")), textOrNull(body.path("model")), content,
				AnthropicFinish.of(rawFinish), rawFinish, AnthropicUsage.NONE.with(body.path("usage")).toTokenUsage(),
				0);
	}

	static boolean isError(JsonNode body) {
		return body.path("error").isObject();
	}

	/**
	 * Return why the model declined, which newer models tell beside the content.
	 * @param message the message, or the delta of its end
	 * @return the explanation, empty where there is none
	 */
	static String refusal(JsonNode message) {
		return text(message.path("stop_details").path("explanation"));
	}

	static String text(JsonNode node) {
		return node.isString() ? node.stringValue() : "";
	}

	static @Nullable String textOrNull(JsonNode node) {
		String text = text(node);
		return text.isBlank() ? null : text;
	}

	private static List<ContentPart> content(JsonNode body) {
		List<ContentPart> content = new ArrayList<>();
		for (JsonNode block : body.path("content")) {
			ContentPart part = part(block, content.size());
			if (part != null) {
				content.add(part);
			}
		}
		String refusal = refusal(body);
		if (!refusal.isEmpty()) {
			content.add(new ContentPart.Refusal(refusal));
		}
		return content;
	}

	private static @Nullable ContentPart part(JsonNode block, int position) {
		return switch (text(block.path("type"))) {
			case "text" -> {
				String text = text(block.path("text"));
				yield text.isEmpty() ? null : new ContentPart.Text(text);
			}
			case "thinking" ->
				new ContentPart.Reasoning(text(block.path("thinking")), textOrNull(block.path("signature")), null);
			case "redacted_thinking" -> new ContentPart.Reasoning("", null, text(block.path("data")));
			case "tool_use" -> {
				String id = textOrNull(block.path("id"));
				yield new ToolCall((id != null) ? id : "call_" + position, text(block.path("name")),
						arguments(block.path("input")), null);
			}
			default -> null;
		};
	}

	private static String arguments(JsonNode input) {
		return input.isObject() ? input.toString() : "{}";
	}

	private static ProviderException invalid(CallSite site, String what) {
		return site.failure(ErrorType.INVALID_RESPONSE, "sent an answer " + what + "; check its base URL and type");
	}

}
