package io.llmrouter.fault;

import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Provider that knows how far its present attempt is, and whether its server has fallen
 * silent, so that a test can move the time on when, and only when, nothing else will
 * happen. Thread-safe.
 */
final class Attempts implements ChatProvider {

	private final ChatProvider delegate;

	private int begun;

	private boolean live;

	private int delivered;

	private boolean quiet;

	private int stalledAfter = Integer.MAX_VALUE;

	Attempts(ChatProvider delegate) {
		this.delegate = delegate;
	}

	/**
	 * Take note that the server falls silent.
	 * @param chunks what the client will have understood by then
	 */
	synchronized void stalledAfter(int chunks) {
		this.stalledAfter = chunks;
	}

	/**
	 * Return whether an attempt waits for a server that has fallen silent.
	 * @return whether one does
	 */
	synchronized boolean isStalled() {
		return this.live && this.delivered >= this.stalledAfter;
	}

	/**
	 * Take note that the server falls silent where the client waits for a moment only.
	 */
	synchronized void quiet() {
		this.quiet = true;
	}

	synchronized boolean isQuiet() {
		return this.live && this.quiet;
	}

	synchronized int begun() {
		return this.begun;
	}

	private synchronized void begin() {
		this.begun++;
		this.live = true;
		this.delivered = 0;
		this.quiet = false;
		this.stalledAfter = Integer.MAX_VALUE;
	}

	private synchronized void deliver() {
		this.delivered++;
	}

	private synchronized void end() {
		this.live = false;
	}

	@Override
	public String name() {
		return this.delegate.name();
	}

	@Override
	public List<String> models() {
		return this.delegate.models();
	}

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		return this.delegate.chat(request).transform(Operators.<ChatResponse, ChatResponse>lift(this::told));
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return this.delegate.stream(request).transform(Operators.<ChatChunk, ChatChunk>lift(this::told));
	}

	private <T> CoreSubscriber<T> told(Scannable source, CoreSubscriber<? super T> actual) {
		return new Told<>(actual);
	}

	/**
	 * Subscriber that counts what was delivered to the end. The stock operators count
	 * before they deliver.
	 *
	 * @param <T> the type of the values
	 */
	private final class Told<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super T> actual;

		private Subscription source;

		Told(CoreSubscriber<? super T> actual) {
			this.actual = actual;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.source = subscription;
			begin();
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(T value) {
			this.actual.onNext(value);
			deliver();
		}

		@Override
		public void onError(Throwable failure) {
			end();
			this.actual.onError(failure);
		}

		@Override
		public void onComplete() {
			end();
			this.actual.onComplete();
		}

		@Override
		public void request(long count) {
			this.source.request(count);
		}

		@Override
		public void cancel() {
			end();
			this.source.cancel();
		}

	}

}
