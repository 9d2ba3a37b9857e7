package io.llmrouter.route;

import java.util.Objects;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Publisher of a whole answer. Each subscription is one logical call, recorded once,
 * whose answer gets the decision of the router. One operator for what three of the stock
 * ones would do in every call.
 */
final class AnswerMono extends Mono<ChatResponse> {

	private final RouteEngine engine;

	private final ChatRequest request;

	AnswerMono(RouteEngine engine, ChatRequest request) {
		this.engine = engine;
		this.request = request;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ChatResponse> actual) {
		RoutedAnswer call = new RoutedAnswer(this.engine, this.request);
		RoutingTrace.attach(actual.currentContext(), call);
		run(call).subscribe(new Recorded(actual, call, new RequestRecorder<>(this.engine, call, false)));
	}

	// What a strategy or a function of the user's own throws is a failure like any other.
	private static Flux<ChatResponse> run(RoutedAnswer call) {
		try {
			return call.run();
		}
		catch (RuntimeException ex) {
			return Flux.error(ex);
		}
	}

	/**
	 * Subscriber that records the call, before the caller hears of its end.
	 */
	private static final class Recorded implements CoreSubscriber<ChatResponse>, Subscription {

		private final CoreSubscriber<? super ChatResponse> actual;

		private final RoutedAnswer call;

		private final RequestRecorder<ChatResponse> recorder;

		private @Nullable Subscription source;

		Recorded(CoreSubscriber<? super ChatResponse> actual, RoutedAnswer call,
				RequestRecorder<ChatResponse> recorder) {
			this.actual = actual;
			this.call = call;
			this.recorder = recorder;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.source = subscription;
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(ChatResponse response) {
			ChatResponse decided = this.call.withDecision(response);
			this.recorder.doOnNext(decided);
			this.actual.onNext(decided);
		}

		@Override
		public void onError(Throwable failure) {
			this.recorder.doOnError(failure);
			this.actual.onError(failure);
		}

		@Override
		public void onComplete() {
			this.recorder.doOnComplete();
			this.actual.onComplete();
		}

		@Override
		public void request(long count) {
			this.recorder.doOnRequest(count);
			source().request(count);
		}

		@Override
		public void cancel() {
			this.recorder.doOnCancel();
			source().cancel();
		}

		private Subscription source() {
			return Objects.requireNonNull(this.source, "Not subscribed yet");
		}

	}

}
