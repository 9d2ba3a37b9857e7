package io.llmrouter.sample.upstream;

import java.util.random.RandomGenerator;

import io.llmrouter.sample.upstream.GenerationPlan.Fate;
import io.llmrouter.sample.upstream.answer.Failure;
import io.llmrouter.sample.upstream.answer.Question;
import io.llmrouter.sample.upstream.answer.Refusal;
import io.llmrouter.sample.upstream.wire.AnswerWriter;
import io.llmrouter.sample.upstream.wire.ErrorReply;
import io.llmrouter.sample.upstream.wire.Wire;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Chat over one wire, whole or streamed.
 */
final class ChatOperation implements Operation {

	private final Wire wire;

	private final RandomGenerator random;

	ChatOperation(Wire wire, RandomGenerator random) {
		this.wire = wire;
		this.random = random;
	}

	@Override
	public Mono<Void> answer(Exchange exchange) {
		Question question = this.wire.read(exchange.request());
		Replies.refuseAsWished(question.prompt().text());
		GenerationPlan plan = GenerationPlan.draw(exchange.character(), question, this.random);
		Replies.refuseAsFated(plan.fate(), this.random);
		AnswerWriter writer = this.wire.writer(plan.answer(question));
		return question.stream() ? stream(exchange, plan, writer) : whole(exchange, plan, writer);
	}

	private Mono<Void> whole(Exchange exchange, GenerationPlan plan, AnswerWriter writer) {
		return Mono.delay(plan.totalDelay()).then(Mono.defer(() -> whole(exchange, plan.fate(), writer)));
	}

	private Mono<Void> whole(Exchange exchange, Fate fate, AnswerWriter writer) {
		return switch (fate) {
			case CUT -> Replies.half(exchange.response(), writer.whole());
			case BROKEN -> Mono.error(Refusal.of(Failure.SERVER_ERROR).exception());
			default -> Replies.json(exchange.response(), this.wire.headers(), writer.whole());
		};
	}

	private Mono<Void> stream(Exchange exchange, GenerationPlan plan, AnswerWriter writer) {
		Flux<String> parts = Flux.fromIterable(plan.steps())
			.concatMap((step) -> Mono.delay(step.delay()).then(Mono.fromSupplier(() -> writer.part(step.part()))), 1);
		Mono<String> end = switch (plan.fate()) {
			case CUT -> Replies.cut(exchange.response());
			case BROKEN -> Mono.fromSupplier(() -> writer.error(error(Refusal.of(Failure.SERVER_ERROR)).body()));
			default -> Mono.fromSupplier(writer::end);
		};
		Flux<String> events = Flux.concat(Mono.just(writer.head()), parts, end).filter((event) -> !event.isEmpty());
		return Replies.stream(exchange.response(), this.wire.streamType(), this.wire.headers(), events);
	}

	@Override
	public ErrorReply error(Refusal refusal) {
		return this.wire.error(refusal);
	}

}
