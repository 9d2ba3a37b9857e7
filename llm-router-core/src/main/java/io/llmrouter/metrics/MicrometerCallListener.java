package io.llmrouter.metrics;

import java.time.Duration;

import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.chat.TokenUsage;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Listener that records what the observation of a call does not: token times and token
 * counts. Thread-safe; its meters are resolved once for each provider and model, and the
 * pairs beyond the first 1,000 share the value {@code other}.
 * <p>
 * The time to first token is recorded for every stream of which content came, however the
 * stream ended: the caller waited for it, and leaving out the streams that broke or were
 * cancelled would flatter slow providers. The time per output token is recorded for
 * complete streams only. Tokens are counted however the call ended, since they are paid
 * for; estimates have a counter of their own. A count that is not known is not recorded.
 * Calls for embeddings are heard too, for their tokens.
 *
 * @since 0.1.0
 */
public final class MicrometerCallListener implements ChatCallListener {

	private static final Labels OTHER = new Labels(MeterNames.OTHER, MeterNames.OTHER);

	private final BoundedCache<Labels, CallMeters> meters;

	/**
	 * Create a listener.
	 * @param registry the registry of the meters
	 */
	public MicrometerCallListener(MeterRegistry registry) {
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
		if (timeToFirstToken == null && timePerOutputToken == null && usage == null) {
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
