package io.llmrouter.provider.openai;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mapper from a whole answer.
 */
final class OpenAiResponseMapper {

	private final JsonMapper json;

	private final OpenAiErrors errors;

	OpenAiResponseMapper(JsonMapper json, OpenAiErrors errors) {
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
		WireAnswer plain = PlainAnswer.read(this.json, answer.body());
		return map(site, (plain != null) ? plain : tree(site, answer, request), request);
	}

	private WireAnswer tree(CallSite site, HttpAnswer answer, ChatRequest request) {
		JsonNode body = answer.json(this.json);
		if (body.isMissingNode()) {
			throw invalid(site, "that is no JSON");
		}
		if (isError(body)) {
			throw this.errors.inBand(site, body, request);
		}
		return WireAnswer.read(body);
	}

	private ChatResponse map(CallSite site, WireAnswer answer, ChatRequest request) {
		WireAnswer.Choice choice = answer.choice();
		if (choice == null) {
			throw invalid(site, "without choices");
		}
		this.errors.checkFinish(site, choice, request);
		WireMessage message = choice.message();
		List<ContentPart> content = content(message);
		if (content.isEmpty() && choice.rawFinish() == null) {
			throw invalid(site, "without content and finish reason");
		}
		return new ChatResponse(site.provider(), answer.id(), answer.model(), content,
				finish(choice.rawFinish(), !message.refusal().isEmpty()), choice.rawFinish(), answer.usage(), 0);
	}

	static boolean isError(JsonNode body) {
		JsonNode error = body.path("error");
		return error.isObject() || error.isString() || body.path("x_groq").path("error").isString();
	}

	static FinishReason finish(@Nullable String rawFinish, boolean refused) {
		FinishReason reason = OpenAiFinish.of(rawFinish);
		return (refused && reason == FinishReason.STOP) ? FinishReason.REFUSAL : reason;
	}

	private static List<ContentPart> content(WireMessage message) {
		List<ContentPart> content = new ArrayList<>();
		if (!message.reasoning().isEmpty()) {
			content.add(new ContentPart.Reasoning(message.reasoning(), null, null));
		}
		if (!message.text().isEmpty()) {
			content.add(new ContentPart.Text(message.text()));
		}
		if (!message.refusal().isEmpty()) {
			content.add(new ContentPart.Refusal(message.refusal()));
		}
		for (JsonNode call : message.toolCalls()) {
			JsonNode function = call.path("function");
			String id = WireMessage.textOrNull(call.path("id"));
			content.add(new ToolCall((id != null) ? id : "call_" + content.size(),
					WireMessage.text(function.path("name")), WireMessage.arguments(function.path("arguments")), null));
		}
		return content;
	}

	private static ProviderException invalid(CallSite site, String what) {
		return site.failure(ErrorType.INVALID_RESPONSE, "sent an answer " + what + "; check its base URL and type");
	}

}
