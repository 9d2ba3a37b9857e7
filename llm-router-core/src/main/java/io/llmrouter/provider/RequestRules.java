package io.llmrouter.provider;

import java.util.List;
import java.util.function.Predicate;

import io.llmrouter.chat.ChatOptions;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.Message;
import io.llmrouter.embedding.EmbeddingRequest;
import org.jspecify.annotations.Nullable;

/**
 * Rules that every request must keep, whichever provider it goes to. Checked where a
 * request is sent, by the router and by each adapter.
 *
 * @since 0.1.0
 */
public final class RequestRules {

	private RequestRules() {
	}

	/**
	 * Check a request.
	 * @param request the request
	 * @throws ProviderException of type {@link ErrorType#INVALID_REQUEST} for the first
	 * rule that is broken; its message names the field and what is allowed
	 */
	public static void check(ChatRequest request) {
		if (request.messages().isEmpty()) {
			throw broken("The request has no messages; give it at least one, for example ChatRequest.user(\"Hello\")");
		}
		checkMessages(request.messages());
		checkOptions(request.options());
		if (request.timeout() != null && (request.timeout().isNegative() || request.timeout().isZero())) {
			throw broken("'timeout' is " + request.timeout() + "; it must be over zero");
		}
	}

	/**
	 * Check a request for embeddings.
	 * @param request the request
	 * @param maxInputs the most texts that the provider takes at once
	 * @throws ProviderException of type {@link ErrorType#INVALID_REQUEST} for the first
	 * rule that is broken; its message names the field and what is allowed
	 */
	public static void check(EmbeddingRequest request, int maxInputs) {
		int inputs = request.inputs().size();
		if (inputs < 1 || inputs > maxInputs) {
			throw broken("The request has " + inputs + " inputs; it must have between 1 and " + maxInputs
					+ ", make several requests of more");
		}
		for (int i = 0; i < inputs; i++) {
			if (request.inputs().get(i).isBlank()) {
				throw broken("Input " + (i + 1) + " of " + inputs + " is blank; leave it out");
			}
		}
		check("dimensions", request.dimensions(), (value) -> value >= 1, "at least 1");
	}

	private static void checkMessages(List<Message> messages) {
		for (int i = 0; i < messages.size(); i++) {
			Message message = messages.get(i);
			if (message.role() != Message.Role.ASSISTANT && isEmpty(message)) {
				throw broken("Message " + (i + 1) + " of " + messages.size() + " (" + message.role()
						+ ") is empty; give it a text or another content part");
			}
		}
	}

	private static boolean isEmpty(Message message) {
		for (ContentPart part : message.content()) {
			if (!(part instanceof ContentPart.Text text && text.text().isBlank())) {
				return false;
			}
		}
		return true;
	}

	private static void checkOptions(ChatOptions options) {
		check("maxOutputTokens", options.maxOutputTokens(), (value) -> value >= 1, "at least 1");
		check("topK", options.topK(), (value) -> value >= 1, "at least 1");
		check("temperature", options.temperature(), (value) -> value >= 0 && value <= 2, "between 0 and 2");
		check("topP", options.topP(), (value) -> value > 0 && value <= 1, "over 0 and at most 1");
		check("frequencyPenalty", options.frequencyPenalty(), RequestRules::isPenalty, "between -2 and 2");
		check("presencePenalty", options.presencePenalty(), RequestRules::isPenalty, "between -2 and 2");
	}

	private static boolean isPenalty(Double value) {
		return value >= -2 && value <= 2;
	}

	private static <T> void check(String name, @Nullable T value, Predicate<T> rule, String allowed) {
		if (value != null && !rule.test(value)) {
			throw broken("'" + name + "' is " + value + "; it must be " + allowed);
		}
	}

	private static ProviderException broken(String message) {
		return new ProviderException(message, ErrorDetails.of(ErrorType.INVALID_REQUEST));
	}

}
