package io.llmrouter.route.limit;

import java.util.concurrent.atomic.AtomicBoolean;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.limit.TokenEstimator.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * Permission for one call of a limited provider. It is given back by exactly one of
 * {@link #succeeded}, {@link #failed} and {@link #cancelled}; further ones are ignored.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class LimitPermit {

	private final ProviderLimiter limiter;

	private final long call;

	private final Estimate estimate;

	private final AtomicBoolean ended = new AtomicBoolean();

	LimitPermit(ProviderLimiter limiter, long call, Estimate estimate) {
		this.limiter = limiter;
		this.call = call;
		this.estimate = estimate;
	}

	/**
	 * Tell that the answer is complete.
	 * @param usage the tokens it used, or {@code null} where they are unknown, and the
	 * estimate stands
	 */
	public void succeeded(@Nullable TokenUsage usage) {
		if (this.ended.compareAndSet(false, true)) {
			this.limiter.succeeded(this, usage);
		}
	}

	/**
	 * Tell that the call failed.
	 * @param type the reason
	 * @param contentSeen whether content had come, for which the provider counts tokens
	 */
	public void failed(ErrorType type, boolean contentSeen) {
		if (this.ended.compareAndSet(false, true)) {
			this.limiter.failed(this, type, contentSeen);
		}
	}

	/**
	 * Tell that the caller went away. The provider may have counted the call, so the
	 * estimate stands.
	 */
	public void cancelled() {
		if (this.ended.compareAndSet(false, true)) {
			this.limiter.cancelled();
		}
	}

	long call() {
		return this.call;
	}

	Estimate estimate() {
		return this.estimate;
	}

}
