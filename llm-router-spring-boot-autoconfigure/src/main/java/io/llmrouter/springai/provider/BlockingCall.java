package io.llmrouter.springai.provider;

import java.util.function.Function;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Call of a chat model, which blocks, on a thread that may. Cancelling it interrupts the
 * thread, and what the chat model throws for that is nobody's concern: Reactor's own
 * {@code fromCallable} would log it, content and all.
 *
 * @param <T> the type of the answer
 */
final class BlockingCall<T> {

	/** The key of {@code ObservationThreadLocalAccessor}. */
	private static final String OBSERVATION = "micrometer.observation";

	private final ChatModel model;

	private final Prompt prompt;

	private final Function<@Nullable ChatResponse, T> reader;

	private final Function<Throwable, ? extends Throwable> failures;

	private volatile boolean cancelled;

	BlockingCall(ChatModel model, Prompt prompt, Function<@Nullable ChatResponse, T> reader,
			Function<Throwable, ? extends Throwable> failures) {
		this.model = model;
		this.prompt = prompt;
		this.reader = reader;
		this.failures = failures;
	}

	/**
	 * Return the answer, to be subscribed once.
	 * @param scheduler the threads that may block
	 * @return the answer
	 */
	Mono<T> on(Scheduler scheduler) {
		return Mono.create((sink) -> {
			sink.onCancel(() -> this.cancelled = true);
			sink.onDispose(scheduler.schedule(() -> run(sink)));
		});
	}

	private void run(MonoSink<T> sink) {
		try {
			sink.success(this.reader.apply(observed(sink.contextView())));
		}
		catch (Throwable failure) {
			Exceptions.throwIfJvmFatal(failure);
			if (!this.cancelled) {
				sink.error(this.failures.apply(failure));
			}
		}
	}

	// What the chat model observes belongs beneath the attempt.
	private @Nullable ChatResponse observed(ContextView context) {
		if (!(context.getOrDefault(OBSERVATION, null) instanceof Observation attempt)) {
			return this.model.call(this.prompt);
		}
		Observation.Scope scope = attempt.openScope();
		try {
			return this.model.call(this.prompt);
		}
		finally {
			scope.close();
		}
	}

}
