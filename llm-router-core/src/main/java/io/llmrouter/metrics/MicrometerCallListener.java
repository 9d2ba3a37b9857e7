package io.llmrouter.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Listener that records what the observation of a call does not: token times, token
 * counts and cost. Thread-safe; its meters are resolved once for each set of labels, of
 * which {@link io.llmrouter.call.CallLabels} bounds the number.
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

	private static final double PICOS_PER_USD = 1e12;

	private final MeterRegistry registry;

	private final CallCosts costs;

	private final CallMeterConvention convention;

	private final Map<Labels, CallMeters> meters = new ConcurrentHashMap<>();

	/**
	 * Create a listener that knows no prices, only the cost that providers report.
	 * @param registry the registry of the meters
	 */
	public MicrometerCallListener(MeterRegistry registry) {
		this(registry, CallCosts.none());
	}

	/**
	 * Create a listener that uses the router's own names.
	 * @param registry the registry of the meters
	 * @param costs what calls cost
	 */
	public MicrometerCallListener(MeterRegistry registry, CallCosts costs) {
		this(registry, costs, CallMeterConvention.LLM_ROUTER);
	}

	/**
	 * Create a listener.
	 * @param registry the registry of the meters
	 * @param costs what calls cost
	 * @param convention names the meters
	 */
	public MicrometerCallListener(MeterRegistry registry, CallCosts costs, CallMeterConvention convention) {
		this.registry = registry;
		this.costs = costs;
		this.convention = convention;
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
		CallMeters meters = meters(call.start());
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

	private CallMeters meters(StartedCall call) {
		return this.meters.computeIfAbsent(new Labels(call.provider(), call.model(), call.operation(), call.tags()),
				(labels) -> new CallMeters(this.registry, this.convention, call));
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
	 * @param operation what the provider was called for
	 * @param tags tags of one's own
	 */
	private record Labels(String provider, String model, CallOperation operation, Map<String, String> tags) {
	}

}
