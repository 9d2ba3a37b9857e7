package io.llmrouter.gateway;

import io.llmrouter.LlmRouter;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.gateway.openai.ChatAnswerWriter;
import io.llmrouter.gateway.openai.ChatQuestion;
import io.llmrouter.gateway.openai.ChatRequestReader;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Handler of chat completions. Thread-safe.
 */
final class ChatHandler {

	private final LlmRouter router;

	private final Models models;

	private final RequestBodies bodies;

	private final ChatRequestReader requests;

	private final ChatAnswerWriter answers;

	private final ErrorResponses errors;

	private final Heartbeats heartbeats;

	private final TimeSource time;

	ChatHandler(LlmRouter router, Models models, RequestBodies bodies, Heartbeats heartbeats, ErrorResponses errors,
			JsonMapper json, TimeSource time) {
		this.router = router;
		this.models = models;
		this.bodies = bodies;
		this.heartbeats = heartbeats;
		this.errors = errors;
		this.requests = new ChatRequestReader(json);
		this.answers = new ChatAnswerWriter(json, () -> Ids.next("chatcmpl-"), time::now);
		this.time = time;
	}

	/**
	 * Answer a request. One subscription is one call; cancelling it ends the provider's
	 * call.
	 * @param request the request
	 * @return the response; what goes wrong is a response too
	 */
	Mono<ServerResponse> handle(ServerRequest request) {
		RouterHeaders headers = new RouterHeaders(this.time);
		Caller caller = Callers.of(request);
		return this.bodies.read(request.exchange().getRequest())
			.doOnNext((body) -> headers.received())
			.map(this.requests::read)
			.flatMap((question) -> answer(question, caller, headers))
			.onErrorResume((failure) -> Mono.just(this.errors.of(failure, headers)));
	}

	private Mono<ServerResponse> answer(ChatQuestion question, Caller caller, RouterHeaders headers) {
		ChatRequest request = this.models.target(question.model(), caller).address(question.request());
		return question.stream() ? stream(question, request, headers) : whole(question, request, headers);
	}

	private Mono<ServerResponse> whole(ChatQuestion question, ChatRequest request, RouterHeaders headers) {
		return this.router.chat(request)
			.<ServerResponse>map((response) -> new JsonResponse(200, this.answers.write(response, question.model()),
					(target) -> headers.write(target, response.provider())))
			.contextWrite(headers.trace()::addTo);
	}

	private Mono<ServerResponse> stream(ChatQuestion question, ChatRequest request, RouterHeaders headers) {
		return Mono.fromSupplier(() -> new StreamResponse(this.router.stream(request),
				this.answers.stream(question.model(), question.includeUsage()), this.heartbeats, this.errors, headers));
	}

}
