package io.llmrouter.metrics;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.Price;
import io.llmrouter.cost.PriceList;
import io.llmrouter.cost.PriceTable;
import io.llmrouter.provider.ErrorType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MicrometerCallListenerTests {

	private static final StartedCall CHAT = Calls.started("openai", "gpt-5-mini", false);

	private static final StartedCall STREAM = Calls.started("openai", "gpt-5-mini", true);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private static final PriceList PRICES = new PriceTable(
			Map.of("gpt-5-mini", Price.of(new BigDecimal("0.25"), new BigDecimal("2"))), null);

	private final MicrometerCallListener listener = new MicrometerCallListener(this.registry, new CallCosts(PRICES));

	@Test
	void usageIsCountedByType() {
		TokenUsage usage = new TokenUsage(100L, 50L, 30L, 20L, 10L, false, null);
		this.listener.callEnded(Calls.succeeded(CHAT, usage));
		this.listener.callEnded(Calls.succeeded(CHAT, usage));
		assertThat(tokens(this.registry, "llm.router.tokens", "input")).isEqualTo(200);
		assertThat(tokens(this.registry, "llm.router.tokens", "output")).isEqualTo(100);
		assertThat(tokens(this.registry, "llm.router.tokens.detail", "cache_read")).isEqualTo(60);
		assertThat(tokens(this.registry, "llm.router.tokens.detail", "cache_write")).isEqualTo(40);
		assertThat(tokens(this.registry, "llm.router.tokens.detail", "reasoning")).isEqualTo(20);
	}

	@Test
	void estimateIsCountedApart() {
		this.listener.callEnded(Calls.succeeded(STREAM, new TokenUsage(100L, 50L, 30L, null, null, true, null)));
		assertThat(tokens(this.registry, "llm.router.tokens.estimated", "input")).isEqualTo(100);
		assertThat(tokens(this.registry, "llm.router.tokens.estimated", "output")).isEqualTo(50);
		assertThat(this.registry.find("llm.router.tokens").meters()).isEmpty();
		assertThat(this.registry.find("llm.router.tokens.detail").meters()).isEmpty();
	}

	@Test
	void unknownUsageRecordsNothingButItsUnknownCost() {
		this.listener.callEnded(Calls.succeeded(CHAT, null));
		this.listener.callEnded(Calls.succeeded(CHAT, new TokenUsage(null, null, null, null, null, false, null)));
		assertThat(this.registry.getMeters()).singleElement()
			.satisfies((meter) -> assertThat(meter.getId().getName()).isEqualTo("llm.router.unpriced"));
		assertThat(this.registry.get("llm.router.unpriced").counter().count()).isEqualTo(2);
	}

	@Test
	void refusalRecordsNothing() {
		this.listener.callEnded(Calls.failed(CHAT, ErrorType.RATE_LIMITED));
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void costIsCountedByItsUse() {
		this.listener.callEnded(Calls.succeeded(CHAT, TokenUsage.of(1_000, 500)));
		this.listener.callEnded(Calls.succeeded(CHAT, TokenUsage.of(1_000, 500)));
		this.listener.callEnded(Calls.broken(STREAM, Outcome.CANCELLED, null, TokenUsage.of(1_000, 0)));
		this.listener.callEnded(Calls.broken(STREAM, Outcome.ERROR, ErrorType.TIMEOUT_IDLE, TokenUsage.of(0, 50)));
		assertThat(cost("useful")).isCloseTo(0.0025, within(1e-12));
		assertThat(cost("wasted")).isCloseTo(0.00035, within(1e-12));
		assertThat(this.registry.find("llm.router.unpriced").meters()).isEmpty();
	}

	@Test
	void callWithoutAPriceIsCountedApart() {
		this.listener.callEnded(Calls.succeeded(Calls.started("openai", "new-model", false), TokenUsage.of(1, 1)));
		assertThat(this.registry.get("llm.router.unpriced").tags("provider", "openai", "model", "new-model").counter())
			.satisfies((counter) -> assertThat(counter.count()).isOne());
		assertThat(this.registry.find("llm.router.cost").meters()).isEmpty();
	}

	@Test
	void unknownPartOfUsageHasNoCounter() {
		this.listener.callEnded(Calls.succeeded(CHAT, TokenUsage.of(7, 0)));
		assertThat(tokens(this.registry, "llm.router.tokens", "output")).isZero();
		assertThat(this.registry.find("llm.router.tokens.detail").meters()).isEmpty();
	}

	@Test
	void negativeCountIsUnknown() {
		this.listener.callEnded(Calls.succeeded(CHAT, TokenUsage.of(-1, 5)));
		assertThat(this.registry.find("llm.router.tokens").tag("type", "input").meters()).isEmpty();
	}

	@Test
	void streamRecordsTimeToFirstTokenAndTimePerOutputToken() {
		this.listener.callEnded(Calls.streamed(STREAM, Duration.ofMillis(400), Duration.ofSeconds(2), 5));
		assertThat(timer("llm.router.time.to.first.token").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(400);
		assertThat(timer("llm.router.time.per.output.token").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500);
	}

	@Test
	void streamOfOneChunkHasNoTimePerOutputToken() {
		this.listener.callEnded(Calls.streamed(STREAM, Duration.ofMillis(400), Duration.ZERO, 1));
		assertThat(timer("llm.router.time.to.first.token").count()).isOne();
		assertThat(this.registry.find("llm.router.time.per.output.token").meters()).isEmpty();
	}

	@Test
	void callThatIsNoStreamRecordsNoTokenTimes() {
		this.listener.callEnded(Calls.succeeded(CHAT, TokenUsage.of(1, 1)));
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsOnly("llm.router.tokens", "llm.router.cost");
	}

	@Test
	void brokenAndCancelledStreamsRecordTimeToFirstTokenOnly() {
		this.listener.callEnded(Calls.broken(STREAM, Outcome.ERROR, ErrorType.STREAM_INTERRUPTED));
		this.listener.callEnded(Calls.broken(STREAM, Outcome.CANCELLED, null));
		assertThat(timer("llm.router.time.to.first.token").count()).isEqualTo(2);
		assertThat(this.registry.find("llm.router.time.per.output.token").meters()).isEmpty();
	}

	@Test
	void metersAreDescribedAndTokensHaveNoUnit() {
		this.listener.callEnded(Calls.streamed(STREAM, Duration.ofMillis(400), Duration.ofSeconds(2), 5));
		this.listener.callEnded(Calls.succeeded(CHAT, new TokenUsage(1L, 1L, 1L, 1L, 1L, false, null)));
		this.listener.callEnded(Calls.broken(STREAM, Outcome.CANCELLED, null, TokenUsage.of(1, 1)));
		assertThat(this.registry.getMeters()).hasSize(10)
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
		assertThat(this.registry.get("llm.router.tokens").counters())
			.allSatisfy((counter) -> assertThat(counter.getId().getBaseUnit()).isNull());
	}

	@Test
	void everyRegistryOfCompositeGetsTheSameNumbers() {
		SimpleMeterRegistry first = new SimpleMeterRegistry();
		SimpleMeterRegistry late = new SimpleMeterRegistry();
		CompositeMeterRegistry composite = new CompositeMeterRegistry().add(first);
		MicrometerCallListener composed = new MicrometerCallListener(composite);
		composed.callEnded(Calls.succeeded(CHAT, TokenUsage.of(100, 50)));
		composite.add(late);
		composed.callEnded(Calls.succeeded(CHAT, TokenUsage.of(1, 2)));
		assertThat(tokens(first, "llm.router.tokens", "input")).isEqualTo(101);
		assertThat(tokens(late, "llm.router.tokens", "input")).isEqualTo(1);
	}

	@Test
	void tagsOfOnesOwnAreOnEveryMeter() {
		StartedCall tagged = STREAM.withTags(Map.of("team", "search"));
		this.listener.callEnded(Calls.streamed(tagged, Duration.ofMillis(400), Duration.ofSeconds(2), 5));
		this.listener.callEnded(Calls.succeeded(tagged, new TokenUsage(1L, 1L, 1L, 1L, 1L, false, null)));
		this.listener.callEnded(
				Calls.broken(tagged, Outcome.CANCELLED, null, new TokenUsage(1L, 1L, null, null, null, true, null)));
		assertThat(this.registry.getMeters()).hasSize(12)
			.allSatisfy((meter) -> assertThat(meter.getId().getTag("team")).isEqualTo("search"));
	}

	@Test
	void tagsOfOnesOwnTellCallsApart() {
		this.listener.callEnded(Calls.succeeded(CHAT.withTags(Map.of("team", "a")), TokenUsage.of(1, 1)));
		this.listener.callEnded(Calls.succeeded(CHAT.withTags(Map.of("team", "b")), TokenUsage.of(2, 2)));
		assertThat(this.registry.get("llm.router.tokens").tags("team", "b", "type", "input").counter().count())
			.isEqualTo(2);
	}

	private double cost(String kind) {
		return this.registry.get("llm.router.cost")
			.tags("provider", "openai", "model", "gpt-5-mini", "kind", kind)
			.counter()
			.count();
	}

	private Timer timer(String name) {
		return this.registry.get(name).tags("provider", "openai", "model", "gpt-5-mini").timer();
	}

	private static double tokens(MeterRegistry registry, String name, String type) {
		return registry.get(name).tags("provider", "openai", "model", "gpt-5-mini", "type", type).counter().count();
	}

}
