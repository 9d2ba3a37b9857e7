package io.llmrouter.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.ExtraAttempt;
import io.llmrouter.route.RoutedRequest;
import org.jspecify.annotations.Nullable;

/**
 * Calls for the tests of this package.
 */
final class Calls {

	private Calls() {
	}

	static StartedCall started(String provider, String model, boolean stream) {
		return new StartedCall(provider, model, model, stream, "default", 2, Instant.EPOCH);
	}

	static ChatCall succeeded(StartedCall start, @Nullable TokenUsage usage) {
		return new ChatCall(start, Duration.ofSeconds(3), null, null, 0, Outcome.SUCCESS, null, null, "resp-1",
				"gpt-5-mini-2026-01-01", FinishReason.STOP, usage);
	}

	static ChatCall streamed(StartedCall start, Duration timeToFirstToken, Duration contentDuration, int chunks) {
		return new ChatCall(start, Duration.ofSeconds(3), timeToFirstToken, contentDuration, chunks, Outcome.SUCCESS,
				null, null, "resp-1", null, FinishReason.STOP, null);
	}

	static ChatCall failed(StartedCall start, ErrorType type) {
		return new ChatCall(start, Duration.ofSeconds(3), null, null, 0, Outcome.ERROR, type, 429, null, null, null,
				null);
	}

	static ChatCall broken(StartedCall start, Outcome outcome, @Nullable ErrorType type) {
		return broken(start, outcome, type, null);
	}

	static ChatCall broken(StartedCall start, Outcome outcome, @Nullable ErrorType type, @Nullable TokenUsage usage) {
		return new ChatCall(start, Duration.ofSeconds(3), Duration.ofMillis(400), Duration.ofSeconds(1), 5, outcome,
				type, null, null, null, null, usage);
	}

	static ChatCall cancelled(StartedCall start) {
		return new ChatCall(start, Duration.ofSeconds(3), null, null, 0, Outcome.CANCELLED, null, null, null, null,
				null, null);
	}

	static RoutedRequest routed(String route, boolean stream, Outcome outcome, @Nullable ErrorType errorType,
			Duration duration, int attempts, List<ExtraAttempt> extra) {
		return new RoutedRequest(route, Instant.EPOCH, stream, outcome, errorType, duration, attempts, extra,
				Duration.ofNanos(40_000), new RoutingDecision(route, "priority", List.of(), List.of()));
	}

}
