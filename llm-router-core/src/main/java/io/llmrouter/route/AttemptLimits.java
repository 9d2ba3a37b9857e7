package io.llmrouter.route;

import java.time.Duration;
import java.util.function.Function;

import io.llmrouter.call.AnswerGuard;
import io.llmrouter.call.StreamGuard;
import io.llmrouter.call.StreamTimeouts;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Time limits of one attempt, applied between the observed provider and the router, so
 * that they hold for every provider alike.
 *
 * @param timeouts the limits; a call for a complete answer only keeps the total
 * @param time the source of time
 * @param scheduler where timers run
 */
record AttemptLimits(StreamTimeouts timeouts, TimeSource time, Scheduler scheduler) {

	Flux<ChatChunk> onStream(Flux<ChatChunk> source, Function<ErrorType, LlmRouterException> failure) {
		return new StreamGuard(this.time, this.scheduler).guard(source, this.timeouts, failure);
	}

	<T> Mono<T> onAnswer(Mono<T> source, Function<ErrorType, LlmRouterException> failure) {
		return AnswerGuard.guard(source, this.timeouts.total(), this.scheduler,
				() -> failure.apply(ErrorType.DEADLINE_EXCEEDED));
	}

	Duration of(ErrorType type) {
		return switch (type) {
			case TIMEOUT_FIRST_TOKEN -> this.timeouts.firstToken();
			case TIMEOUT_IDLE -> this.timeouts.idle();
			default -> this.timeouts.total();
		};
	}

}
