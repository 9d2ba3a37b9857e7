package io.llmrouter.sample.upstream;

import io.llmrouter.sample.upstream.answer.Refusal;
import io.llmrouter.sample.upstream.answer.RefusedException;
import io.llmrouter.sample.upstream.wire.ErrorReply;
import io.llmrouter.sample.upstream.wire.WireRequest;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Kind of request that the simulated providers answer.
 */
interface Operation {

	/**
	 * Answer a request. Cancelling ends the generation.
	 * @param exchange the request and where to answer it
	 * @return completes when the answer is sent; an error of type
	 * {@link RefusedException} is answered by the caller
	 */
	Mono<Void> answer(Exchange exchange);

	/**
	 * Write an error.
	 * @param refusal the error
	 * @return the answer
	 */
	ErrorReply error(Refusal refusal);

	/**
	 * Request and where to answer it.
	 *
	 * @param character the character of the provider
	 * @param request the request
	 * @param response the response
	 */
	record Exchange(UpstreamCharacter character, WireRequest request, HttpServerResponse response) {

	}

}
