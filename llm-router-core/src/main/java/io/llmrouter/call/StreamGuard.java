package io.llmrouter.call;

import java.time.Duration;
import java.util.function.Function;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Guard that ends a streamed answer which takes too long. Only decoded chunks are signs
 * of life: the comments and pings with which providers keep a connection open are not.
 * <p>
 * The wait for the first content ends with {@link ErrorType#TIMEOUT_FIRST_TOKEN}, a later
 * wait for the next chunk with {@link ErrorType#TIMEOUT_IDLE}. Both stand still while the
 * consumer asks for nothing, so that a slow consumer never looks like a dead provider.
 * The time of the whole answer ends with {@link ErrorType#DEADLINE_EXCEEDED}, whatever
 * the consumer does.
 * <p>
 * One stream has one timer. A chunk only writes down the time; the timer, when it fires,
 * looks how much of the wait is left and sleeps that long again, before content no longer
 * than the wait after it may last. A chunk therefore costs one uncontended lock, and a
 * stream one timer per limit that passes. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StreamGuard {

	private final TimeSource time;

	private final Scheduler scheduler;

	/**
	 * Create a guard.
	 * @param time the source of time
	 * @param scheduler where timers run; its time must pass as that of the source does
	 */
	public StreamGuard(TimeSource time, Scheduler scheduler) {
		this.time = time;
		this.scheduler = scheduler;
	}

	/**
	 * Guard a stream. One subscription subscribes once to the source; an expired limit
	 * cancels it and ends the result in an error; cancelling the result cancels the
	 * source and the timer.
	 * @param source the stream
	 * @param timeouts the limits
	 * @param failure makes the error of an expired limit, before the source is cancelled
	 * @return the guarded stream
	 */
	public Flux<ChatChunk> guard(Flux<ChatChunk> source, StreamTimeouts timeouts,
			Function<ErrorType, LlmRouterException> failure) {
		return Flux.defer(() -> guard(source, new Watch(this.time, timeouts, failure)));
	}

	private Flux<ChatChunk> guard(Flux<ChatChunk> source, Watch watch) {
		Mono<Void> expiry = Mono.defer(() -> Mono.delay(watch.remaining(), this.scheduler))
			.repeat(watch::isWithinLimits)
			.then();
		// An error of the other publisher would leave the source running (Reactor 3.8.8),
		// its completion cancels the source.
		return source.doOnRequest(watch::requested)
			.doOnNext(watch::seen)
			.doOnComplete(watch::completed)
			.takeUntilOther(expiry)
			.concatWith(Mono.defer(watch::failure));
	}

	/**
	 * Times of one stream. Written by the threads of provider and consumer, read by the
	 * timer.
	 */
	private static final class Watch {

		private static final long SHORTEST_SLEEP_NANOS = 1_000_000;

		private final TimeSource time;

		private final long firstTokenNanos;

		private final long idleNanos;

		private final long totalNanos;

		private final long startNanos;

		/** Beginning of the present wait, moved on by the time it stood still. */
		private long waitNanos;

		private long pausedNanos;

		private long demand;

		private boolean contentSeen;

		private boolean completed;

		private final Function<ErrorType, LlmRouterException> failures;

		private @Nullable LlmRouterException failure;

		Watch(TimeSource time, StreamTimeouts timeouts, Function<ErrorType, LlmRouterException> failures) {
			this.failures = failures;
			this.time = time;
			this.firstTokenNanos = nanos(timeouts.firstToken());
			this.idleNanos = nanos(timeouts.idle());
			this.totalNanos = nanos(timeouts.total());
			this.startNanos = time.nanoTime();
			this.waitNanos = this.startNanos;
			this.pausedNanos = this.startNanos;
		}

		synchronized void requested(long count) {
			if (this.demand == 0) {
				this.waitNanos += this.time.nanoTime() - this.pausedNanos;
			}
			long sum = this.demand + count;
			this.demand = (sum < 0) ? Long.MAX_VALUE : sum;
		}

		synchronized void seen(ChatChunk chunk) {
			long now = this.time.nanoTime();
			this.contentSeen |= chunk.isContent();
			if (this.contentSeen) {
				this.waitNanos = now;
			}
			if (this.demand != Long.MAX_VALUE && this.demand > 0 && --this.demand == 0) {
				this.pausedNanos = now;
			}
		}

		synchronized Duration remaining() {
			long now = this.time.nanoTime();
			long left = Math.min(waitLeft(now), totalLeft(now));
			// Content may come at any time, and the wait after it may be the shorter one.
			left = this.contentSeen ? left : Math.min(left, this.idleNanos);
			return Duration.ofNanos(Math.max(left, SHORTEST_SLEEP_NANOS));
		}

		synchronized void completed() {
			this.completed = true;
		}

		synchronized boolean isWithinLimits() {
			ErrorType expired = this.completed ? null : expiredLimit(this.time.nanoTime());
			this.failure = (expired != null) ? this.failures.apply(expired) : null;
			return expired == null;
		}

		synchronized <T> Mono<T> failure() {
			return (this.failure != null) ? Mono.error(this.failure) : Mono.empty();
		}

		private @Nullable ErrorType expiredLimit(long now) {
			if (waitLeft(now) > 0 && totalLeft(now) > 0) {
				return null;
			}
			if (totalLeft(now) <= waitLeft(now)) {
				return ErrorType.DEADLINE_EXCEEDED;
			}
			return this.contentSeen ? ErrorType.TIMEOUT_IDLE : ErrorType.TIMEOUT_FIRST_TOKEN;
		}

		private long waitLeft(long now) {
			long limit = this.contentSeen ? this.idleNanos : this.firstTokenNanos;
			// A wait that stands still sleeps one whole limit: it cannot end sooner.
			return (this.demand == 0) ? limit : limit - (now - this.waitNanos);
		}

		private long totalLeft(long now) {
			return this.totalNanos - (now - this.startNanos);
		}

		private static long nanos(Duration duration) {
			// Half of the range, so that no sum or difference of times can overflow.
			Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
			return (duration.compareTo(longest) < 0) ? duration.toNanos() : longest.toNanos();
		}

	}

}
