package io.llmrouter.route;

import java.util.EnumSet;
import java.util.Set;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * Logical call for an answer in pieces. When a candidate breaks after content, the next
 * one is asked from the start and its answer compared with what was shown; two different
 * answers are never joined.
 */
final class RoutedStream extends RoutedCall<ChatChunk> {

	private static final Set<ErrorType> FINAL = EnumSet.of(ErrorType.CONTENT_FILTER, ErrorType.CANCELLED,
			ErrorType.DEADLINE_EXCEEDED);

	private final ShownAnswer shown = new ShownAnswer();

	private @Nullable LlmRouterException broken;

	RoutedStream(RouteEngine engine, ChatRequest request) {
		super(engine, request);
	}

	@Override
	CallKind<ChatChunk> kindOn(Route chosen) {
		return CallKind.STREAM;
	}

	@Override
	Flux<ChatChunk> run() {
		return super.run().doOnNext(this.shown::add).onErrorMap(LlmRouterException.class, this::withReceived);
	}

	@Override
	Flux<ChatChunk> shown(Flux<ChatChunk> attempt) {
		if (this.broken == null) {
			return attempt;
		}
		Resumption resumption = new Resumption(this.shown);
		return attempt.<ChatChunk>handle((chunk, sink) -> resume(resumption, chunk, sink))
			.concatWith(Flux.defer(() -> resumption.isCaughtUp() ? Flux.empty() : Flux.error(different())));
	}

	private LlmRouterException different() {
		return lost("; another candidate gave a different answer");
	}

	private void resume(Resumption resumption, ChatChunk chunk, SynchronousSink<ChatChunk> sink) {
		try {
			ChatChunk rest = resumption.accept(chunk);
			if (rest != null) {
				sink.next(rest);
			}
		}
		catch (Resumption.Difference ex) {
			sink.error(different());
		}
	}

	@Override
	Flux<ChatChunk> afterContent(Attempt<ChatChunk> attempt, LlmRouterException failure) {
		this.broken = (this.broken != null) ? this.broken : failure;
		if (FINAL.contains(failure.errorType()) || route().settings().midStream() == MidStream.FAIL
				|| !this.shown.isResumable()) {
			return new FailureFlux<>(failure);
		}
		return next(route(), attempt.candidate(), failure.errorType(), AttemptKind.RESUME);
	}

	private LlmRouterException withReceived(LlmRouterException failure) {
		if (this.broken == null || failure instanceof RouteException told && told.received() != null) {
			return failure;
		}
		return lost("");
	}

	private LlmRouterException lost(String why) {
		LlmRouterException cause = (this.broken != null) ? this.broken : this.journal().toException(route(), "");
		ErrorDetails details = cause.details();
		return new RouteException(
				"Route '" + routeName() + "' lost the answer in the middle" + why
						+ "; what was received is kept in this exception. " + cause.getMessage(),
				details, cause, this.shown.toResponse((details.provider() != null) ? details.provider() : routeName()));
	}

}
