package io.llmrouter.route;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import reactor.core.publisher.Flux;

/**
 * Logical call for a whole answer.
 */
final class RoutedAnswer extends RoutedCall<ChatResponse> {

	RoutedAnswer(RouteEngine engine, ChatRequest request) {
		super(engine, request);
	}

	@Override
	CallKind<ChatResponse> kindOn(Route chosen) {
		return chosen.settings().chatOverStream() ? CallKind.CHAT_OVER_STREAM : CallKind.CHAT;
	}

	@Override
	Flux<ChatResponse> shown(Flux<ChatResponse> attempt) {
		return attempt.map((response) -> response.withRouting(decision()));
	}

}
