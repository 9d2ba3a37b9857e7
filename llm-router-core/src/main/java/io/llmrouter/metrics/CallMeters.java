package io.llmrouter.metrics;

import java.time.Duration;

import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the calls of one provider, model and set of tags. Each is registered when its
 * first value comes: a token count that a provider never reports has no series, rather
 * than one that reads 0. Thread-safe.
 */
final class CallMeters {

	private final MeterRegistry registry;

	private final CallMeterConvention convention;

	private final Tags tags;

	private final Tags conventionTags;

	private final TokenMeters reported;

	private final TokenMeters estimated;

	private volatile @Nullable Counter usefulCost;

	private volatile @Nullable Counter wastedCost;

	private volatile @Nullable Counter unpriced;

	private volatile @Nullable Timer timeToFirstToken;

	private volatile @Nullable Timer timePerOutputToken;

	CallMeters(MeterRegistry registry, CallMeterConvention convention, StartedCall call) {
		this.registry = registry;
		this.convention = convention;
		Tags own = Tags.of(call.tags().entrySet().stream().map((tag) -> Tag.of(tag.getKey(), tag.getValue())).toList());
		this.tags = CallMeterConvention.LLM_ROUTER.tags(call).and(own);
		this.conventionTags = convention.tags(call).and(own);
		this.reported = convention.tokens(registry, this.conventionTags);
		this.estimated = CallMeterConvention.LLM_ROUTER.tokens(registry, this.tags);
	}

	void timeToFirstToken(Duration time) {
		Timer timer = this.timeToFirstToken;
		if (timer == null) {
			timer = register(this.convention.timeToFirstToken(), "Time from the call to the first content of a stream",
					this.conventionTags);
			this.timeToFirstToken = timer;
		}
		timer.record(time);
	}

	void timePerOutputToken(Duration time) {
		Timer timer = this.timePerOutputToken;
		if (timer == null) {
			timer = register(MeterNames.TIME_PER_OUTPUT_TOKEN,
					"Time per output token after the first of a complete stream", this.tags);
			this.timePerOutputToken = timer;
		}
		timer.record(time);
	}

	void tokens(TokenUsage usage) {
		(usage.estimated() ? this.estimated : this.reported).record(usage);
	}

	void usefulCost(double usd) {
		Counter counter = this.usefulCost;
		if (counter == null) {
			counter = cost("useful");
			this.usefulCost = counter;
		}
		counter.increment(usd);
	}

	void wastedCost(double usd) {
		Counter counter = this.wastedCost;
		if (counter == null) {
			counter = cost("wasted");
			this.wastedCost = counter;
		}
		counter.increment(usd);
	}

	void unpriced() {
		Counter counter = this.unpriced;
		if (counter == null) {
			counter = Counter.builder(MeterNames.UNPRICED)
				.description("Calls of which the cost is not known")
				.tags(this.tags)
				.register(this.registry);
			this.unpriced = counter;
		}
		counter.increment();
	}

	private Counter cost(String kind) {
		return Counter.builder(MeterNames.COST)
			.description("Estimated cost of calls; wasted is that of failed and cancelled ones")
			.baseUnit("usd")
			.tags(this.tags)
			.tag(MeterNames.KIND, kind)
			.register(this.registry);
	}

	private Timer register(String name, String description, Tags tags) {
		return Timer.builder(name).description(description).tags(tags).register(this.registry);
	}

}
