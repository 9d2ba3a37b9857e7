package io.llmrouter.route;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Publisher of a failure that says nothing to a caller who leaves while he subscribes.
 * The stock publisher fails nevertheless, and Reactor logs what nobody hears as an error.
 *
 * @param <T> the type of the values, of which there are none
 */
final class FailureFlux<T> extends Flux<T> {

	private final Throwable failure;

	FailureFlux(Throwable failure) {
		this.failure = failure;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		Listening listening = new Listening();
		actual.onSubscribe(listening);
		if (!listening.left) {
			actual.onError(this.failure);
		}
	}

	/**
	 * Subscription of a caller until he leaves.
	 */
	private static final class Listening implements Subscription {

		private volatile boolean left;

		@Override
		public void request(long count) {
		}

		@Override
		public void cancel() {
			this.left = true;
		}

	}

}
