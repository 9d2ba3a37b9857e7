package io.llmrouter.route;

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

	RequestRecorder(RouteEngine engine, RoutedCall<T> call, boolean stream) {
		super(!stream);
		this.engine = engine;
		this.call = call;
		this.stream = stream;
	}

	@Override
	protected void started() {
	}

	@Override
	public void doOnRequest(long count) {
		this.call.journal().requested(count);
	}

	@Override
	protected void received(T value) {
		if (this.stream) {
			this.call.journal().delivered();
		}
	}

	@Override
	protected boolean isComplete() {
		return true;
	}

	@Override
	protected void ended(Outcome outcome, @Nullable Throwable failure) {
		ErrorType type = (failure != null) ? ErrorType.of(failure) : null;
		CallJournal journal = this.call.journal();
		journal.over();
		this.engine.ended(new RoutedRequest(this.call.routeName(), journal.startedAt(), this.stream, outcome, type,
				journal.elapsed(), journal.attempts(), journal.extraAttempts(), journal.overhead(),
				this.call.decision()));
	}

}
