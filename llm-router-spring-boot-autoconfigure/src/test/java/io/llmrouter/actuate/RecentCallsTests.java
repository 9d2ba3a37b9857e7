package io.llmrouter.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.ExtraAttempt;
import io.llmrouter.route.RoutedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RecentCallsTests {

	private final RecentCalls calls = new RecentCalls(3);

	private final LlmCallsEndpoint endpoint = new LlmCallsEndpoint(this.calls);

	@Test
	void newestComesFirstAndTheOldestIsForgotten() {
		for (int i = 0; i < 5; i++) {
			this.calls.requestEnded(request("r" + i, "alpha", Outcome.SUCCESS, null));
		}
		assertThat(shown(null, null, null)).extracting(RecentCall::route).containsExactly("r4", "r3", "r2");
		assertThat(shown(null, null, 1)).extracting(RecentCall::route).containsExactly("r4");
	}

	@Test
	void decisionIsShownInMilliseconds() {
		this.calls.requestEnded(request("fast", "alpha", Outcome.ERROR, ErrorType.OVERLOADED));
		RecentCall call = shown(null, null, null).get(0);
		assertThat(call.durationMillis()).isEqualTo(1500);
		assertThat(call.overheadMillis()).isEqualTo(0.04);
		assertThat(call.strategy()).isEqualTo("adaptive");
		assertThat(call.errorType()).isEqualTo("overloaded");
		assertThat(call.candidates()).containsExactly(
				new RecentCall.Candidate("alpha", "m", "asked", 250.0, 500.0, 0.002, 1, 2),
				new RecentCall.Candidate("beta", null, "cooling_down", null, null, null, 0, 0));
		assertThat(call.attempts()).containsExactly(
				new RecentCall.Attempt("alpha", "m", "first", "error", "overloaded", 0.02, 1400, null, "req-1"));
	}

	@Test
	void callsCanBeSelected() {
		this.calls.requestEnded(request("a", "alpha", Outcome.SUCCESS, null));
		this.calls.requestEnded(request("b", "gamma", Outcome.ERROR, ErrorType.CONNECTION));
		assertThat(shown("gamma", null, null)).extracting(RecentCall::route).containsExactly("b");
		assertThat(shown("beta", null, null)).hasSize(2);
		assertThat(shown(null, "success", null)).extracting(RecentCall::route).containsExactly("a");
		assertThat(shown("nobody", null, null)).isEmpty();
	}

	@Test
	void directCallIsShownWithoutARouter() {
		this.calls.callEnded(call(null));
		assertThat(shown(null, null, null)).singleElement().satisfies((call) -> {
			assertThat(call.route()).isNull();
			assertThat(call.overheadMillis()).isNull();
			assertThat(call.attempts()).singleElement().extracting(RecentCall.Attempt::requestId).isEqualTo("id-7");
		});
	}

	@Test
	void routedAttemptIsNotShownTwice() {
		this.calls.callEnded(call("default"));
		assertThat(shown(null, null, null)).isEmpty();
	}

	@Test
	void badLimitsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RecentCalls(0));
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> shown(null, null, 0));
	}

	private List<RecentCall> shown(@Nullable String provider, @Nullable String outcome, @Nullable Integer limit) {
		return this.endpoint.calls(provider, outcome, limit).calls();
	}

	private static RoutedRequest request(String route, String provider, Outcome outcome, @Nullable ErrorType type) {
		RoutingDecision decision = new RoutingDecision(route, "adaptive",
				List.of(new RoutingDecision.Candidate(provider, "m", "asked", 0.25, 0.5, 0.002, 1, 2),
						new RoutingDecision.Candidate("beta", null, "cooling_down", null, null, null, 0, 0)),
				List.of(new RoutingDecision.Attempt(provider, "m", "first", outcome.code(),
						(type != null) ? type.code() : null, Duration.ofNanos(20_000), Duration.ofMillis(1400), null,
						"req-1")));
		return new RoutedRequest(route, Instant.EPOCH, false, outcome, type, Duration.ofMillis(1500), 1,
				List.<ExtraAttempt>of(), Duration.ofNanos(40_000), decision);
	}

	private static ChatCall call(@Nullable String route) {
		StartedCall start = new StartedCall("alpha", "m", "m", true, route, 1, Instant.EPOCH);
		return new ChatCall(start, Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofMillis(150), 4,
				Outcome.SUCCESS, null, null, "id-7", null, null, null);
	}

}
