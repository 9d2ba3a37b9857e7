package io.llmrouter.route;

import java.time.Duration;

import io.llmrouter.call.OnceListener;
import io.llmrouter.call.Outcome;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Recorder of one logical call.
 *
 * @param <T> the type of the values
 */
final class RequestRecorder<T> extends OnceListener<T> {

	private final RouteEngine engine;

	private final RoutedCall<T> call;

	private final boolean stream;

	private final long startNanos;

	RequestRecorder(RouteEngine engine, RoutedCall<T> call, boolean stream) {
		super(!stream);
		this.engine = engine;
		this.call = call;
		this.stream = stream;
		this.startNanos = engine.time().nanoTime();
	}

	@Override
	protected void started() {
	}

	@Override
	protected void received(T value) {
	}

	@Override
	protected boolean isComplete() {
		return true;
	}

	@Override
	protected void ended(Outcome outcome, @Nullable Throwable failure) {
		ErrorType type = (failure != null) ? ErrorType.of(failure) : null;
		Duration duration = Duration.ofNanos(this.engine.time().nanoTime() - this.startNanos);
		this.engine.ended(new RoutedRequest(this.call.routeName(), this.stream, outcome, type, duration,
				this.call.attempts(), this.call.extraAttempts()));
	}

}
