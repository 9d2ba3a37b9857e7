package io.llmrouter.metrics;

import java.time.Duration;

import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Listener that records what the observation of a call does not: token times, token
 * counts and cost. Thread-safe; its meters are resolved once for each provider and model,
 * and the pairs beyond the first 1,000 share the value {@code other}.
 * <p>
 * The time to first token is recorded for every stream of which content came, however the
 * stream ended: the caller waited for it, and leaving out the streams that broke or were
 * cancelled would flatter slow providers. The time per output token is recorded for
 * complete streams only. Tokens are counted however the call ended, since they are paid
 * for; estimates have a counter of their own. A count that is not known is not recorded;
 * a call of which the cost is not known is counted. Calls for embeddings are heard too,
 * for their tokens.
 *
 * @since 0.1.0
 */
public final class MicrometerCallListener implements ChatCallListener {

	private static final Labels OTHER = new Labels(MeterNames.OTHER, MeterNames.OTHER);

	private static final double PICOS_PER_USD = 1e12;

	private final BoundedCache<Labels, CallMeters> meters;

	private final CallCosts costs;

	/**
	 * Create a listener that knows no prices, only the cost that providers report.
	 * @param registry the registry of the meters
	 */
	public MicrometerCallListener(MeterRegistry registry) {
		this(registry, CallCosts.none());
	}

	/**
	 * Create a listener.
	 * @param registry the registry of the meters
	 * @param costs what calls cost
	 */
	public MicrometerCallListener(MeterRegistry registry, CallCosts costs) {
		this.costs = costs;
		this.meters = new BoundedCache<>(OTHER,
				(labels) -> new CallMeters(registry, labels.provider(), labels.model()));
	}

	@Override
	public boolean hears(CallOperation operation) {
		return true;
	}

	@Override
	public void callEnded(ChatCall call) {
		Duration timeToFirstToken = call.timeToFirstToken();
		Duration timePerOutputToken = call.timePerOutputToken();
		TokenUsage usage = call.usage();
		long cost = this.costs.picoUsd(call);
		if (timeToFirstToken == null && timePerOutputToken == null && usage == null && cost == 0) {
			return;
		}
		CallMeters meters = this.meters.get(new Labels(call.provider(), call.model()));
		if (timeToFirstToken != null) {
			meters.timeToFirstToken(timeToFirstToken);
		}
		if (timePerOutputToken != null) {
			meters.timePerOutputToken(timePerOutputToken);
		}
		if (usage != null) {
			meters.tokens(usage);
		}
		recordCost(meters, call, cost);
	}

	private static void recordCost(CallMeters meters, ChatCall call, long cost) {
		if (cost == CallCosts.UNKNOWN) {
			meters.unpriced();
		}
		else if (CallCosts.isWasted(call)) {
			meters.wastedCost(cost / PICOS_PER_USD);
		}
		else {
			meters.usefulCost(cost / PICOS_PER_USD);
		}
	}

	/**
	 * Tag values that all meters of a call share.
	 *
	 * @param provider the configured name of the provider
	 * @param model the model label
	 */
	private record Labels(String provider, String model) {
	}

}
