package io.llmrouter.route;

import java.util.Objects;

import io.llmrouter.chat.ChatRequest;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Publisher of one attempt. One operator that tells the attempt of every signal, before
 * the signal goes on: a stack of stock operators would do the same with six objects more
 * in every call, and with the bookkeeping spread over them.
 *
 * @param <T> the type of the values
 */
final class AttemptFlux<T> extends Flux<T> {

	private final Attempt<T> attempt;

	private final ChatRequest request;

	AttemptFlux(Attempt<T> attempt, ChatRequest request) {
		this.attempt = attempt;
		this.request = request;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		if (!this.attempt.begin()) {
			this.attempt.cancelled();
			actual.onSubscribe(Operators.emptySubscription());
			return;
		}
		Publisher<T> answer;
		try {
			answer = this.attempt.open(this.request);
		}
		catch (Throwable ex) {
			Exceptions.throwIfFatal(ex);
			Throwable failure = this.attempt.failed(ex);
			new FailureFlux<T>(failure).subscribe(actual);
			return;
		}
		answer.subscribe(new Told<>(actual, this.attempt));
	}

	/**
	 * Subscriber that tells the attempt.
	 *
	 * @param <T> the type of the values
	 */
	private static final class Told<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super T> actual;

		private final Attempt<T> attempt;

		private final Context context;

		private boolean anyValue;

		private volatile boolean left;

		private @Nullable Subscription source;

		Told(CoreSubscriber<? super T> actual, Attempt<T> attempt) {
			this.actual = actual;
			this.attempt = attempt;
			this.context = attempt.context(actual.currentContext());
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.source = subscription;
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(T value) {
			this.anyValue = true;
			this.attempt.received(value);
			this.actual.onNext(value);
		}

		@Override
		public void onError(Throwable thrown) {
			fail(thrown);
		}

		@Override
		public void onComplete() {
			if (!this.anyValue) {
				fail(null);
				return;
			}
			this.attempt.completed();
			this.actual.onComplete();
		}

		@Override
		public void request(long count) {
			source().request(count);
		}

		@Override
		public void cancel() {
			this.left = true;
			source().cancel();
			this.attempt.cancelled();
		}

		// Where the caller has left nobody is there to hear it, and nothing may follow.
		private void fail(@Nullable Throwable thrown) {
			Throwable failure = this.attempt.failed(thrown);
			if (!this.left) {
				this.actual.onError(failure);
			}
		}

		private Subscription source() {
			return Objects.requireNonNull(this.source, "Not subscribed yet");
		}

	}

}
