package io.llmrouter.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.route.RoutedRequest;
import io.llmrouter.route.RoutedRequestListener;
import org.jspecify.annotations.Nullable;

/**
 * Counts of what a listener to logical calls hears. Thread-safe.
 */
final class RequestCounts implements RoutedRequestListener {

	private final LongAdder requests = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	private final LongAdder attempts = new LongAdder();

	private final LongAdder extra = new LongAdder();

	private final Map<String, LongAdder> byProvider = new ConcurrentHashMap<>();

	private volatile @Nullable RoutingDecision last;

	@Override
	public void requestEnded(RoutedRequest request) {
		this.requests.increment();
		this.rejected.add((request.attempts() == 0) ? 1 : 0);
		this.attempts.add(request.attempts());
		this.extra.add(request.extraAttempts().size());
		for (RoutingDecision.Attempt attempt : request.decision().attempts()) {
			this.byProvider.computeIfAbsent(attempt.provider(), (name) -> new LongAdder()).increment();
		}
		this.last = request.decision();
	}

	long requests() {
		return this.requests.sum();
	}

	long rejected() {
		return this.rejected.sum();
	}

	long attempts() {
		return this.attempts.sum();
	}

	long extra() {
		return this.extra.sum();
	}

	long attempts(String provider) {
		return this.byProvider.getOrDefault(provider, new LongAdder()).sum();
	}

	@Nullable RoutingDecision last() {
		return this.last;
	}

}
