package io.llmrouter.gateway;

import java.time.Duration;

import io.llmrouter.call.TimeSource;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.gateway.openai.EmbeddingAnswerWriter;
import io.llmrouter.gateway.openai.EmbeddingQuestion;
import io.llmrouter.gateway.openai.EmbeddingRequestReader;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Handler of embeddings. They take no route: the model names the one provider that is
 * asked, once. Thread-safe.
 */
final class EmbeddingHandler {

	private final Models models;

	private final RequestBodies bodies;

	private final EmbeddingRequestReader requests;

	private final EmbeddingAnswerWriter answers;

	private final ErrorResponses errors;

	private final TimeSource time;

	EmbeddingHandler(Models models, RequestBodies bodies, ErrorResponses errors, JsonMapper json, TimeSource time) {
		this.models = models;
		this.bodies = bodies;
		this.errors = errors;
		this.requests = new EmbeddingRequestReader(json);
		this.answers = new EmbeddingAnswerWriter(json);
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

	private Mono<ServerResponse> answer(EmbeddingQuestion question, Caller caller, RouterHeaders headers) {
		EmbeddingModels.Target target = this.models.embeddings(question.model(), caller);
		EmbeddingRequest request = question.toRequest(target.provider().wire(), target.model());
		long askedNanos = this.time.nanoTime();
		return target.provider().embed(request).map((response) -> {
			headers.askedOnce(Duration.ofNanos(this.time.nanoTime() - askedNanos));
			return new JsonResponse(200, this.answers.write(response, target.model(), question.base64()),
					(fields) -> headers.write(fields, response.provider()));
		});
	}

}
