package io.llmrouter.route.limit;

import java.time.Duration;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.RateLimitState;
import io.llmrouter.route.limit.TokenEstimator.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * Limiter of the calls of one provider. A call takes its place, one request and the
 * tokens it is estimated to use before it is made, and settles the difference when it is
 * over; what the provider tells of its own count is believed where it is less.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class ProviderLimiter {

	private final ConcurrencyLimit concurrency;

	private final @Nullable RateBucket requests;

	private final @Nullable RateBucket tokens;

	private final long maxTokens;

	private final TokenEstimator estimator = new TokenEstimator();

	/**
	 * Create a limiter.
	 * @param provider the configured name of the provider
	 * @param limits its limits
	 * @param store where the limits per minute are counted
	 */
	public ProviderLimiter(String provider, RateLimits limits, RateLimitStore store) {
		this.concurrency = ConcurrencyLimit.of(limits);
		this.requests = bucket(store, provider + "/requests", limits.requestsPerMinute());
		this.tokens = bucket(store, provider + "/tokens", limits.tokensPerMinute());
		this.maxTokens = (limits.tokensPerMinute() != null) ? limits.tokensPerMinute() : 0;
	}

	private static @Nullable RateBucket bucket(RateLimitStore store, String key, @Nullable Long perMinute) {
		return (perMinute != null) ? store.bucket(key, perMinute) : null;
	}

	/**
	 * Return which limit a call would exceed now. Takes nothing.
	 * @param request what to ask
	 * @return the limit, or {@code null} where there is room
	 */
	public @Nullable Limited limited(ChatRequest request) {
		if (this.concurrency.isReached()) {
			return new Limited(Limited.Limit.CONCURRENCY, Duration.ZERO);
		}
		Limited limited = limited(this.requests, Limited.Limit.REQUESTS, 1);
		return (limited != null) ? limited : limited(this.tokens, Limited.Limit.TOKENS, reserved(estimate(request)));
	}

	private static @Nullable Limited limited(@Nullable RateBucket bucket, Limited.Limit limit, long amount) {
		long nanos = (bucket != null) ? bucket.nanosUntil(amount) : 0;
		return (nanos > 0) ? new Limited(limit, Duration.ofNanos(nanos)) : null;
	}

	// A call for more than a minute's allowance waits for a whole one, and goes into
	// debt.
	private long reserved(Estimate estimate) {
		return Math.min(this.maxTokens, estimate.total());
	}

	private Estimate estimate(ChatRequest request) {
		return (this.tokens != null) ? this.estimator.estimate(request) : Estimate.NONE;
	}

	/**
	 * Take what a call needs.
	 * @param request what to ask
	 * @return the permission, or {@code null} where a limit is reached
	 */
	public @Nullable LimitPermit tryAcquire(ChatRequest request) {
		long call = this.concurrency.tryTake();
		if (call < 0) {
			return null;
		}
		Estimate estimate = estimate(request);
		if (!tryTake(this.requests, 1)) {
			this.concurrency.giveBack();
			return null;
		}
		if (!tryTake(this.tokens, reserved(estimate))) {
			settle(this.requests, -1);
			this.concurrency.giveBack();
			return null;
		}
		return new LimitPermit(this, call, estimate);
	}

	private static boolean tryTake(@Nullable RateBucket bucket, long amount) {
		return bucket == null || bucket.tryTake(amount);
	}

	private static void settle(@Nullable RateBucket bucket, long difference) {
		if (bucket != null) {
			bucket.settle(difference);
		}
	}

	/**
	 * Reconcile with what the provider told of its own count.
	 * @param state what is left by it
	 */
	public void reconcile(RateLimitState state) {
		if (this.requests != null && state.remainingRequests() != null) {
			this.requests.atMost(state.remainingRequests());
		}
		if (this.tokens != null && state.remainingTokens() != null) {
			this.tokens.atMost(state.remainingTokens());
		}
	}

	/**
	 * Return how many calls at once are allowed now.
	 * @return the limit; {@link Integer#MAX_VALUE} where there is none
	 */
	public int concurrencyLimit() {
		return this.concurrency.limit();
	}

	/**
	 * Return how many calls are in flight.
	 * @return the calls
	 */
	public int inFlight() {
		return this.concurrency.inFlight();
	}

	void succeeded(LimitPermit permit, @Nullable TokenUsage usage) {
		this.concurrency.answered();
		this.concurrency.giveBack();
		Long total = (usage != null) ? usage.totalTokens() : null;
		if (this.tokens != null && usage != null && total != null) {
			this.estimator.learn(permit.estimate(), usage);
			this.tokens.settle(total - reserved(permit.estimate()));
		}
	}

	// Tokens of a refused call do not count. Those of a call that failed after content
	// do, and nobody tells how many: the estimate stands.
	void failed(LimitPermit permit, ErrorType type, boolean contentSeen) {
		if (type == ErrorType.RATE_LIMITED || type == ErrorType.OVERLOADED) {
			this.concurrency.refused(permit.call());
		}
		this.concurrency.giveBack();
		if (!contentSeen) {
			settle(this.tokens, -reserved(permit.estimate()));
		}
	}

	void cancelled() {
		this.concurrency.giveBack();
	}

}
