package io.llmrouter.provider.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ProviderException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keys of one provider, used in turn, one for each request. A key that the provider
 * refuses, or whose quota is used up, is set aside for five minutes, and one that is rate
 * limited for five seconds; where the provider says how long, for that time, but never
 * longer than an hour. Where all keys are set aside the one that is free soonest is used,
 * so that the caller sees what the provider says.
 * <p>
 * A single key is never set aside: its provider is left alone as a whole, which is the
 * router's part. Thread-safe; constant memory.
 */
final class ApiKeys {

	private static final Logger logger = LoggerFactory.getLogger(ApiKeys.class);

	private static final Duration REFUSAL_PAUSE = Duration.ofMinutes(5);

	private static final Duration RATE_LIMIT_PAUSE = Duration.ofSeconds(5);

	private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

	private final List<Key> keys = new ArrayList<>();

	private final TimeSource time;

	private int next;

	/**
	 * Create the keys.
	 * @param keys the keys; where there are none a request goes without
	 * @param time the source of time
	 */
	ApiKeys(List<String> keys, TimeSource time) {
		this.time = time;
		keys.stream().filter((value) -> !value.isBlank()).forEach((value) -> this.keys.add(new Key(value)));
		if (this.keys.isEmpty()) {
			this.keys.add(new Key(null));
		}
	}

	/**
	 * Choose the key of a request.
	 * @return the key whose turn it is
	 */
	Key next() {
		return (this.keys.size() > 1) ? nextOfMany() : this.keys.get(0);
	}

	private synchronized Key nextOfMany() {
		Key chosen = soonestFree(this.next);
		this.next = (this.keys.indexOf(chosen) + 1) % this.keys.size();
		return chosen;
	}

	private Key soonestFree(int from) {
		long now = this.time.nanoTime();
		Key soonest = this.keys.get(from);
		for (int i = 1; i < this.keys.size(); i++) {
			Key key = this.keys.get((from + i) % this.keys.size());
			soonest = (key.waitNanos(now) < soonest.waitNanos(now)) ? key : soonest;
		}
		return soonest;
	}

	/**
	 * Set a key aside where a failure tells that it is no good at present.
	 * @param key the key that was used
	 * @param failure the failure
	 * @return the failure, which then says which key it was, and whether another is free
	 */
	private ProviderException failed(Key key, ProviderException failure) {
		Duration pause = pause(failure.details());
		if (pause == null) {
			return failure;
		}
		String which = "key " + (this.keys.indexOf(key) + 1) + " of " + this.keys.size();
		logger.info("{} of provider '{}' is set aside for {}: {}", which, failure.details().provider(), pause,
				failure.errorType().code());
		Duration wait = setAside(key, pause);
		ErrorDetails details = wait.isZero() ? failure.details().withOtherKey(true)
				: failure.details().withRetryAfter(wait);
		return new ProviderException(failure.getMessage() + " (" + which + ")", details, failure.getCause());
	}

	private synchronized Duration setAside(Key key, Duration pause) {
		long now = this.time.nanoTime();
		// Of two pauses the later end counts.
		key.freeAtNanos = now + Math.max(pause.toNanos(), key.waitNanos(now));
		return Duration.ofNanos(soonestFree(0).waitNanos(now));
	}

	private static @Nullable Duration pause(ErrorDetails failure) {
		return switch (failure.type()) {
			case AUTHENTICATION, PERMISSION_DENIED, QUOTA_EXHAUSTED -> bounded(failure.retryAfter(), REFUSAL_PAUSE);
			case RATE_LIMITED -> bounded(failure.retryAfter(), RATE_LIMIT_PAUSE);
			default -> null;
		};
	}

	private static Duration bounded(@Nullable Duration value, Duration fallback) {
		Duration pause = (value != null) ? value : fallback;
		return (pause.compareTo(LONGEST_PAUSE) > 0) ? LONGEST_PAUSE : pause;
	}

	@Override
	public String toString() {
		return "ApiKeys[" + this.keys.size() + "]";
	}

	/**
	 * One of the keys. Its text form does not show it.
	 */
	final class Key {

		private final @Nullable String value;

		private long freeAtNanos = ApiKeys.this.time.nanoTime();

		private Key(@Nullable String value) {
			this.value = value;
		}

		/**
		 * Return the key itself.
		 * @return the key, or {@code null} where a request goes without
		 */
		@Nullable String value() {
			return this.value;
		}

		/**
		 * Learn from the failure of the request that this key was used for.
		 * @param <T> the type of the answer
		 * @param answer the answer
		 * @return the answer, whose failure says which key it was
		 */
		<T> Mono<T> watch(Mono<T> answer) {
			return isOnly() ? answer : answer.onErrorMap(ProviderException.class, (failure) -> failed(this, failure));
		}

		/**
		 * Learn from the failure of the request that this key was used for.
		 * @param <T> the type of the pieces
		 * @param answer the answer in pieces
		 * @return the answer, whose failure says which key it was
		 */
		<T> Flux<T> watch(Flux<T> answer) {
			return isOnly() ? answer : answer.onErrorMap(ProviderException.class, (failure) -> failed(this, failure));
		}

		private boolean isOnly() {
			return ApiKeys.this.keys.size() == 1;
		}

		private long waitNanos(long now) {
			return Math.max(0, this.freeAtNanos - now);
		}

		@Override
		public String toString() {
			return "Key";
		}

	}

}
