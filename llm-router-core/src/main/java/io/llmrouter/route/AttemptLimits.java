package io.llmrouter.route;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.llmrouter.call.StreamGuard;
import io.llmrouter.call.StreamTimeouts;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;
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

	// The failure is made before the source is cancelled, so that its observer knows why.
	<T> Flux<T> onAnswer(Flux<T> source, Function<ErrorType, LlmRouterException> failure) {
		return Flux.defer(() -> {
			AtomicReference<@Nullable LlmRouterException> expired = new AtomicReference<>();
			Mono<Long> expiry = Mono.delay(this.timeouts.total(), this.scheduler)
				.doOnNext((tick) -> expired.set(failure.apply(ErrorType.DEADLINE_EXCEEDED)));
			return source.takeUntilOther(expiry).concatWith(Mono.defer(() -> errorOrEmpty(expired.get())));
		});
	}

	private static <T> Mono<T> errorOrEmpty(@Nullable Throwable failure) {
		return (failure != null) ? Mono.error(failure) : Mono.empty();
	}

	Duration of(ErrorType type) {
		return switch (type) {
			case TIMEOUT_FIRST_TOKEN -> this.timeouts.firstToken();
			case TIMEOUT_IDLE -> this.timeouts.idle();
			default -> this.timeouts.total();
		};
	}

}
