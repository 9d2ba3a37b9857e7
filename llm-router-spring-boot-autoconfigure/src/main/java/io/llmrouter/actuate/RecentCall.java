package io.llmrouter.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llmrouter.call.ChatCall;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.RoutedRequest;
import org.jspecify.annotations.Nullable;

/**
 * One call as it is shown for debugging. Times are in milliseconds.
 *
 * @param startedAt when it began
 * @param route the route, or {@code null} for a call that did not come from a router
 * @param strategy the strategy that ordered the candidates, or {@code null} where none
 * did
 * @param stream whether the answer was streamed
 * @param outcome {@code success}, {@code error} or {@code cancelled}
 * @param errorType the code of the error type, or {@code null}
 * @param durationMillis how long it took, retries and fallbacks included
 * @param overheadMillis the time of it that was the router's own, or {@code null} for a
 * call that did not come from a router
 * @param candidates whom the router could have asked, and why each was or was not
 * @param attempts the provider calls
 * @since 0.1.0
 */
public record RecentCall(Instant startedAt, @Nullable String route, @Nullable String strategy, boolean stream,
		String outcome, @Nullable String errorType, double durationMillis, @Nullable Double overheadMillis,
		List<Candidate> candidates, List<Attempt> attempts) {

	static RecentCall of(RoutedRequest request) {
		RoutingDecision decision = request.decision();
		return new RecentCall(request.startedAt(), decision.route(), decision.strategy(), request.stream(),
				request.outcome().code(), code(request.errorType()), millis(request.duration()),
				millis(request.overhead()), decision.candidates().stream().map(Candidate::of).toList(),
				decision.attempts().stream().map(Attempt::of).toList());
	}

	static RecentCall of(ChatCall call) {
		Attempt attempt = new Attempt(call.provider(), call.model(), "first", call.outcome().code(),
				code(call.errorType()), 0, millis(call.duration()), millisOrNull(call.timeToFirstToken()),
				call.responseId());
		return new RecentCall(call.start().startedAt(), null, null, call.start().stream(), call.outcome().code(),
				code(call.errorType()), millis(call.duration()), null, List.of(), List.of(attempt));
	}

	boolean concerns(String provider) {
		return this.attempts.stream().anyMatch((attempt) -> attempt.provider().equals(provider))
				|| this.candidates.stream().anyMatch((candidate) -> candidate.provider().equals(provider));
	}

	private static @Nullable String code(@Nullable ErrorType type) {
		return (type != null) ? type.code() : null;
	}

	private static double millis(Duration duration) {
		return Math.round(duration.toNanos() / 1e3) / 1e3;
	}

	private static @Nullable Double millisOrNull(@Nullable Duration duration) {
		return (duration != null) ? millis(duration) : null;
	}

	/**
	 * Candidate of a call.
	 *
	 * @param provider the configured name of the provider
	 * @param model the model, or {@code null} for the provider's default
	 * @param verdict why it was or was not asked
	 * @param latencyMillis the recent time to first content, or to the whole answer;
	 * {@code null} while unknown
	 * @param tailLatencyMillis the 90th percentile of it, or {@code null} while unknown
	 * @param estimatedCostUsd what the call would cost, or {@code null} where the
	 * strategy does not ask or it is unknown
	 * @param waiting the calls of it whose first content had not come
	 * @param inFlight the calls of it that were not over
	 */
	public record Candidate(String provider, @Nullable String model, String verdict, @Nullable Double latencyMillis,
			@Nullable Double tailLatencyMillis, @Nullable Double estimatedCostUsd, int waiting, int inFlight) {

		static Candidate of(RoutingDecision.Candidate candidate) {
			return new Candidate(candidate.provider(), candidate.model(), candidate.verdict(),
					millis(candidate.latencySeconds()), millis(candidate.tailLatencySeconds()),
					candidate.estimatedCostUsd(), candidate.waiting(), candidate.inFlight());
		}

		private static @Nullable Double millis(@Nullable Double seconds) {
			return (seconds != null) ? Math.round(seconds * 1e6) / 1e3 : null;
		}

	}

	/**
	 * Provider call.
	 *
	 * @param provider the configured name of the provider
	 * @param model the model, or {@code null} for the provider's default
	 * @param kind {@code first}, {@code retry}, {@code fallback}, {@code hedge} or
	 * {@code resume}
	 * @param outcome {@code success}, {@code error} or {@code cancelled}
	 * @param errorType the code of the error type, or {@code null}
	 * @param startedAfterMillis the time from the beginning of the call
	 * @param durationMillis how long it took
	 * @param timeToFirstTokenMillis the time to the first content, or {@code null} where
	 * none came
	 * @param requestId the provider's id of the answer or of the failed request, or
	 * {@code null}
	 */
	public record Attempt(String provider, @Nullable String model, String kind, String outcome,
			@Nullable String errorType, double startedAfterMillis, double durationMillis,
			@Nullable Double timeToFirstTokenMillis, @Nullable String requestId) {

		static Attempt of(RoutingDecision.Attempt attempt) {
			return new Attempt(attempt.provider(), attempt.model(), attempt.kind(), attempt.outcome(),
					attempt.errorType(), millis(attempt.startedAfter()), millis(attempt.duration()),
					millisOrNull(attempt.timeToFirstContent()), attempt.requestId());
		}

	}

}
