package io.llmrouter.chat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How the router served a call: whom it could have asked, why each was or was not, and
 * what came of every attempt. Holds no content. Immutable.
 *
 * @param route the configured name of the route
 * @param strategy the name of the strategy that put the candidates in order
 * @param candidates the candidates of the route, in the order in which they would be
 * asked, those that could not be asked last
 * @param attempts the provider calls, in the order in which they began
 * @since 0.1.0
 */
public record RoutingDecision(String route, String strategy, List<Candidate> candidates, List<Attempt> attempts) {

	public RoutingDecision {
		Objects.requireNonNull(route, "'route' must not be null");
		Objects.requireNonNull(strategy, "'strategy' must not be null");
		candidates = List.copyOf(candidates);
		attempts = List.copyOf(attempts);
	}

	/**
	 * Candidate of a call.
	 *
	 * @param provider the configured name of the provider
	 * @param model the model, or {@code null} for the provider's default
	 * @param verdict {@code asked}, {@code not_needed}, or why it was left out, for
	 * example {@code cooling_down}, {@code circuit_open}, {@code unsupported_feature}
	 * @param latencySeconds the recent time to first content, or to the whole answer for
	 * calls that are not streamed, by which {@code adaptive} judges; {@code null} while
	 * unknown
	 * @param tailLatencySeconds the 90th percentile of it, by which {@code least-latency}
	 * judges; {@code null} while unknown
	 * @param estimatedCostUsd what the call would cost in US dollars, by which
	 * {@code least-cost} judges; {@code null} while unknown or of no interest to the
	 * strategy
	 * @param waiting the calls of its kind whose first content had not come, by which
	 * {@code adaptive} judges too
	 * @param inFlight the calls of it that were not over
	 */
	public record Candidate(String provider, @Nullable String model, String verdict, @Nullable Double latencySeconds,
			@Nullable Double tailLatencySeconds, @Nullable Double estimatedCostUsd, int waiting, int inFlight) {

		public Candidate {
			Objects.requireNonNull(provider, "'provider' must not be null");
			Objects.requireNonNull(verdict, "'verdict' must not be null");
		}

	}

	/**
	 * One provider call.
	 *
	 * @param provider the configured name of the provider
	 * @param model the model, or {@code null} for the provider's default
	 * @param kind {@code first}, {@code retry}, {@code fallback}, {@code hedge} or
	 * {@code resume}
	 * @param outcome {@code success}, {@code error} or {@code cancelled}
	 * @param errorType the code of the error type, or {@code null} where there was no
	 * error
	 * @param startedAfter the time from the beginning of the logical call
	 * @param duration how long it took
	 * @param timeToFirstContent the time to the first content, or to the whole answer for
	 * calls that are not streamed; {@code null} where none came
	 * @param requestId the provider's id of the answer or of the failed request, or
	 * {@code null} where it told none
	 */
	public record Attempt(String provider, @Nullable String model, String kind, String outcome,
			@Nullable String errorType, Duration startedAfter, Duration duration, @Nullable Duration timeToFirstContent,
			@Nullable String requestId) {

		public Attempt {
			Objects.requireNonNull(provider, "'provider' must not be null");
			Objects.requireNonNull(kind, "'kind' must not be null");
			Objects.requireNonNull(outcome, "'outcome' must not be null");
		}

	}

}
