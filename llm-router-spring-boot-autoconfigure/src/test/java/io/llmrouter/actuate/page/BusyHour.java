package io.llmrouter.actuate.page;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.llmrouter.actuate.RecentCalls;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.Price;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.RoutedRequest;
import io.llmrouter.stats.ComparisonStatistics;
import org.jspecify.annotations.Nullable;

/**
 * An hour of calls to ten providers, made up from a seed and recorded at the times at
 * which they would have ended. One of the providers has markup for a name.
 */
final class BusyHour {

	static final String HOSTILE = "<img src=x onerror=\"window.hit=1\">";

	static final List<String> PROVIDERS = List.of("swift", "steady", "frugal", "local", "regional", "batch", "vision",
			"reasoner", "backup", HOSTILE);

	private static final List<ErrorType> ERRORS = List.of(ErrorType.RATE_LIMITED, ErrorType.OVERLOADED,
			ErrorType.SERVER_ERROR, ErrorType.TIMEOUT_IDLE, ErrorType.STREAM_INTERRUPTED);

	private static final int CALLS_PER_MINUTE = 10;

	private final Random random = new Random(20261124);

	private final ShiftedTime time = new ShiftedTime();

	final ComparisonStatistics statistics = new ComparisonStatistics(this.time, 50, 20, new CallCosts(
			(provider, model) -> Price.of(BigDecimal.valueOf(PROVIDERS.indexOf(provider) + 1, 1), BigDecimal.TEN)));

	final RecentCalls calls = new RecentCalls(50);

	static BusyHour recorded() {
		BusyHour hour = new BusyHour();
		for (int minute = 60; minute >= 0; minute--) {
			hour.time.shift = Duration.ofMinutes(-minute);
			hour.minute();
		}
		PROVIDERS.forEach(hour::routed);
		return hour;
	}

	private void minute() {
		for (int provider = 0; provider < PROVIDERS.size(); provider++) {
			for (int call = 0; call < CALLS_PER_MINUTE; call++) {
				end(provider);
			}
		}
	}

	private void end(int provider) {
		String name = PROVIDERS.get(provider);
		boolean stream = this.random.nextBoolean();
		long millis = Math.round(400 * (1 + provider) * Math.exp(0.35 * this.random.nextGaussian()));
		StartedCall start = new StartedCall(name, name + "-1", null, stream, "default", 1,
				this.time.now().minusMillis(millis));
		boolean failed = this.random.nextDouble() < 0.012 * provider;
		ErrorType type = failed ? ERRORS.get(this.random.nextInt(ERRORS.size())) : null;
		Duration firstToken = (stream && !failed) ? Duration.ofMillis(millis / 3) : null;
		Duration content = (firstToken != null) ? Duration.ofMillis(millis / 2) : null;
		long prompt = new long[] { 200, 4_000, 20_000 }[this.random.nextInt(3)];
		this.statistics.callStarted(start);
		this.statistics.callEnded(new ChatCall(start, Duration.ofMillis(millis), firstToken, content, stream ? 20 : 0,
				outcome(failed), type, null, null, null, null, failed ? null : TokenUsage.of(prompt, 150)));
	}

	private void routed(String provider) {
		List<RoutingDecision.Candidate> candidates = PROVIDERS.stream()
			.map((name) -> new RoutingDecision.Candidate(name, name + "-1",
					name.equals(provider) ? "asked" : "not_needed", 0.25, 0.4, null, 1, 1))
			.toList();
		boolean failed = this.random.nextBoolean();
		RoutingDecision.Attempt attempt = new RoutingDecision.Attempt(provider, provider + "-1", "first",
				outcome(failed).code(), code(failed), Duration.ofMillis(1), Duration.ofMillis(900),
				Duration.ofMillis(300), "req-0123456789abcdef0123456789abcdef");
		IntStream.range(0, 2)
			.forEach((twice) -> this.calls.requestEnded(new RoutedRequest("default", Instant.now(), true,
					outcome(failed), failed ? ErrorType.OVERLOADED : null, Duration.ofMillis(900), 1, List.of(),
					Duration.ofNanos(40_000),
					new RoutingDecision("default", "adaptive", candidates, List.of(attempt)))));
	}

	private static Outcome outcome(boolean failed) {
		return failed ? Outcome.ERROR : Outcome.SUCCESS;
	}

	private static @Nullable String code(boolean failed) {
		return failed ? ErrorType.OVERLOADED.code() : null;
	}

	/**
	 * Time of this machine, or some time before it.
	 */
	private static final class ShiftedTime implements TimeSource {

		private volatile Duration shift = Duration.ofMinutes(-61);

		@Override
		public long nanoTime() {
			return System.nanoTime() + this.shift.toNanos();
		}

		@Override
		public Instant now() {
			return Instant.now().plus(this.shift);
		}

	}

}
