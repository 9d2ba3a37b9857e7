package io.llmrouter.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import org.jspecify.annotations.Nullable;

/**
 * Why the candidates of a logical call gave no answer.
 */
final class FailedAttempts {

	private static final Set<ErrorType> SAYS_LITTLE = EnumSet.of(ErrorType.CIRCUIT_OPEN, ErrorType.RATE_LIMITED,
			ErrorType.OVERLOADED);

	private final List<LlmRouterException> failures = new ArrayList<>(0);

	private final List<String> reasons = new ArrayList<>(0);

	private @Nullable Duration shortestPause;

	private @Nullable ErrorType whySkipped;

	void add(RouteCandidate candidate, LlmRouterException failure) {
		this.failures.add(failure);
		this.reasons.add("'" + candidate + "' failed with " + failure.errorType().code());
	}

	void skipped(RouteCandidate candidate, Unready unready) {
		this.reasons.add("'" + candidate + "' " + unready.why());
		this.whySkipped = (this.reasons.size() == 1 || this.whySkipped == unready.type()) ? unready.type()
				: ErrorType.CIRCUIT_OPEN;
		Duration pause = unready.remaining();
		if (!pause.isZero() && (this.shortestPause == null || pause.compareTo(this.shortestPause) < 0)) {
			this.shortestPause = pause;
		}
	}

	/**
	 * Return the failure of the logical call: a lone failure itself, else one that names
	 * every candidate, with the most telling failure as its cause and the others
	 * suppressed.
	 * @param route the route of the call
	 * @param why what else kept the call from going on, or an empty text
	 * @return the failure
	 */
	LlmRouterException toException(Route route, String why) {
		if (this.failures.size() == 1 && this.reasons.size() == 1) {
			return this.failures.get(0);
		}
		LlmRouterException telling = mostTelling();
		ErrorDetails details = (telling != null) ? telling.details() : unavailable();
		String last = (telling != null) ? ". " + telling.getMessage() : "";
		RouteException exception = new RouteException(
				"Route '" + route.name() + "' got no answer: " + String.join(", ", this.reasons) + why + last, details,
				telling);
		this.failures.stream().filter((failure) -> failure != telling).forEach(exception::addSuppressed);
		return exception;
	}

	private @Nullable LlmRouterException mostTelling() {
		for (LlmRouterException failure : this.failures) {
			if (!SAYS_LITTLE.contains(failure.errorType())) {
				return failure;
			}
		}
		return this.failures.isEmpty() ? null : this.failures.get(this.failures.size() - 1);
	}

	private ErrorDetails unavailable() {
		ErrorType type = (this.whySkipped != null) ? this.whySkipped : ErrorType.CIRCUIT_OPEN;
		return new ErrorDetails(type, null, null, null, null, null, this.shortestPause, null, false);
	}

}
