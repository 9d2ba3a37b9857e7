package io.llmrouter.gateway;

import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Keeping of the caller with the request that is checked.
 */
final class Callers {

	private static final String ATTRIBUTE = Caller.class.getName();

	private Callers() {
	}

	static void keep(ServerRequest request, Caller caller) {
		request.attributes().put(ATTRIBUTE, caller);
	}

	static Caller of(ServerRequest request) {
		return (Caller) request.attribute(ATTRIBUTE)
			.orElseThrow(() -> new IllegalStateException("The request was not checked for its key"));
	}

}
