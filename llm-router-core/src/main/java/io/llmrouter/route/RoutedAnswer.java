package io.llmrouter.route;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.RoutingDecision;
import org.jspecify.annotations.Nullable;

/**
 * Logical call for a whole answer.
 */
final class RoutedAnswer extends RoutedCall<ChatResponse> {

	private volatile @Nullable RoutingDecision answered;

	RoutedAnswer(RouteEngine engine, ChatRequest request) {
		super(engine, request);
	}

	@Override
	CallKind<ChatResponse> kindOn(Route chosen) {
		return chosen.settings().chatOverStream() ? CallKind.CHAT_OVER_STREAM : CallKind.CHAT;
	}

	ChatResponse withDecision(ChatResponse response) {
		journal().over();
		RoutingDecision decision = super.decision();
		this.answered = decision;
		return response.withRouting(decision);
	}

	// An answer ends the call: nothing more is decided.
	@Override
	RoutingDecision decision() {
		RoutingDecision told = this.answered;
		return (told != null) ? told : super.decision();
	}

}
