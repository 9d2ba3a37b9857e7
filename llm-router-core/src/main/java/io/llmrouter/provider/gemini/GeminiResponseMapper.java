package io.llmrouter.provider.gemini;

import java.util.List;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.wire.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Mapper from a whole answer.
 */
final class GeminiResponseMapper {

	private final JsonMapper json;

	private final GeminiErrors errors;

	GeminiResponseMapper(JsonMapper json, GeminiErrors errors) {
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
		WireAnswer wire = checked(site, parsed(site, answer), request);
		if (!wire.candidate().isObject()) {
			throw invalid(site, "without candidates");
		}
		checkFinish(site, wire.rawFinish());
		List<ContentPart> content = wire.content(0, wire.id());
		if (content.isEmpty() && wire.rawFinish() == null) {
			throw invalid(site, "without content and finish reason");
		}
		boolean called = content.stream().anyMatch(ToolCall.class::isInstance);
		return new ChatResponse(site.provider(), wire.id(), wire.model(), content,
				GeminiFinish.of(wire.rawFinish(), called), wire.rawFinish(), GeminiUsage.read(wire.usage()), 0);
	}

	/**
	 * Parse an answer.
	 * @param site who answered
	 * @param answer the answer
	 * @return the JSON
	 * @throws ProviderException when it is none
	 */
	JsonNode parsed(CallSite site, HttpAnswer answer) {
		try {
			return this.json.readTree(answer.body());
		}
		catch (JacksonException ex) {
			// Not the cause: its message quotes the answer.
			throw invalid(site, "that is no JSON");
		}
	}

	/**
	 * Read an answer that is neither an error nor a block of the prompt.
	 * @param site who answered
	 * @param body the JSON
	 * @param request what was asked
	 * @return the answer
	 * @throws ProviderException when it is one of both
	 */
	WireAnswer checked(CallSite site, JsonNode body, ChatRequest request) {
		if (WireAnswer.isError(body.isArray() ? body.path(0) : body)) {
			throw this.errors.inBand(site, body, request);
		}
		WireAnswer answer = WireAnswer.read(body);
		if (answer.isBlocked()) {
			throw this.errors.blocked(site, WireJson.word(answer.blockReason()));
		}
		return answer;
	}

	static void checkFinish(CallSite site, @Nullable String rawFinish) {
		ErrorType failure = GeminiFinish.failure(rawFinish);
		if (failure != null) {
			throw site.failure(failure,
					"ended its answer with finish reason '" + rawFinish + "'; try again or ask another provider");
		}
	}

	static ProviderException invalid(CallSite site, String what) {
		return site.failure(ErrorType.INVALID_RESPONSE, "sent an answer " + what + "; check its base URL and type");
	}

}
