package io.llmrouter.provider.ollama;

import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mapper from a whole answer.
 */
final class OllamaResponseMapper {

	private final JsonMapper json;

	private final OllamaErrors errors;

	OllamaResponseMapper(JsonMapper json, OllamaErrors errors) {
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
		JsonNode body = parsed(site, answer);
		if (OllamaMessage.isError(body)) {
			throw this.errors.inBand(site, body, request);
		}
		if (!body.path("message").isObject()) {
			throw invalid(site, "without a message");
		}
		OllamaMessage message = OllamaMessage.read(body);
		if (!message.done()) {
			throw invalid(site, "that is not done");
		}
		message.checkFinish(site);
		List<ContentPart> content = content(message);
		if (content.isEmpty() && message.doneReason() == null) {
			throw invalid(site, "without content and reason");
		}
		return new ChatResponse(site.provider(), null, message.model(), content,
				OllamaFinish.of(message.doneReason(), !message.toolCalls().isEmpty()), message.doneReason(),
				message.usage(), 0);
	}

	private static List<ContentPart> content(OllamaMessage message) {
		List<ContentPart> content = new ArrayList<>();
		if (!message.thinking().isEmpty()) {
			content.add(new ContentPart.Reasoning(message.thinking(), null, null));
		}
		if (!message.text().isEmpty()) {
			content.add(new ContentPart.Text(message.text()));
		}
		content.addAll(message.calls(0));
		return content;
	}

	private JsonNode parsed(CallSite site, HttpAnswer answer) {
		try {
			return this.json.readTree(answer.body());
		}
		catch (JacksonException ex) {
			// Not the cause: its message quotes the answer.
			throw invalid(site, "that is no JSON");
		}
	}

	private static ProviderException invalid(CallSite site, String what) {
		return site.failure(ErrorType.INVALID_RESPONSE, "sent an answer " + what + "; check its base URL and type");
	}

}
