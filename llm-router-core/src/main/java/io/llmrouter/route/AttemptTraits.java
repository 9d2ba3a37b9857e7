package io.llmrouter.route;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ReasoningEffort;

/**
 * What is special about the attempts of one logical call.
 *
 * @param stream whether the answer comes in pieces
 * @param reasoning whether the request asks the model to think before it answers
 */
record AttemptTraits(boolean stream, boolean reasoning) {

	static AttemptTraits of(ChatRequest request, boolean stream) {
		ReasoningEffort effort = request.options().reasoningEffort();
		return new AttemptTraits(stream, effort != null && effort != ReasoningEffort.NONE);
	}

	/**
	 * Return whether the time to the first content tells how quick a candidate is. That
	 * of a whole answer tells how long it is, that of reasoning how hard the question.
	 * @return whether it does
	 */
	boolean comparable() {
		return this.stream && !this.reasoning;
	}

}
