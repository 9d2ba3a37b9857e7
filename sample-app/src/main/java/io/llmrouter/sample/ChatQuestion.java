package io.llmrouter.sample;

import io.llmrouter.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * Body of a question.
 *
 * @param message the question
 * @param route the route to take, or {@code null} or blank for the default route
 */
record ChatQuestion(@Nullable String message, @Nullable String route) {

	ChatRequest toRequest() {
		// A missing message goes through as an empty one: the router refuses and counts
		// it.
		return ChatRequest.builder()
			.route((this.route != null && !this.route.isBlank()) ? this.route : null)
			.user((this.message != null) ? this.message : "")
			.build();
	}

}
