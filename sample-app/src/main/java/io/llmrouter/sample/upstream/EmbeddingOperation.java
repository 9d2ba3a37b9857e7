package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.llmrouter.sample.upstream.GenerationPlan.Fate;
import io.llmrouter.sample.upstream.answer.Refusal;
import io.llmrouter.sample.upstream.embedding.EmbeddingQuestion;
import io.llmrouter.sample.upstream.embedding.EmbeddingWire;
import io.llmrouter.sample.upstream.wire.ErrorReply;
import reactor.core.publisher.Mono;

/**
 * Embeddings over one wire. They take as long as a first token, and are refused or cut as
 * often as answers are.
 */
final class EmbeddingOperation implements Operation {

	private final EmbeddingWire wire;

	private final RandomGenerator random;

	EmbeddingOperation(EmbeddingWire wire, RandomGenerator random) {
		this.wire = wire;
		this.random = random;
	}

	@Override
	public Mono<Void> answer(Exchange exchange) {
		EmbeddingQuestion question = this.wire.read(exchange.request());
		Replies.refuseAsWished(question.texts().get(0));
		Fate fate = Fate.draw(exchange.character(), this.random);
		Replies.refuseAsFated(fate, this.random);
		Duration delay = GenerationPlan.delay(exchange.character().medianFirstToken(), exchange.character(),
				this.random);
		return Mono.delay(delay).then(Mono.defer(() -> answer(exchange, question, fate)));
	}

	private Mono<Void> answer(Exchange exchange, EmbeddingQuestion question, Fate fate) {
		String body = this.wire.answer(question);
		return (fate == Fate.CUT) ? Replies.half(exchange.response(), body)
				: Replies.json(exchange.response(), this.wire.wire().headers(), body);
	}

	@Override
	public ErrorReply error(Refusal refusal) {
		return this.wire.wire().error(refusal);
	}

}
