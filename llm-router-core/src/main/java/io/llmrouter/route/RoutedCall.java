package io.llmrouter.route;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.llmrouter.call.CallContext;
import io.llmrouter.call.StreamTimeouts;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.provider.RequestRules;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One logical call: check, choose candidates, put them in order, and attempt one after
 * the other until content has come. Used by one subscription; its signals are serial.
 *
 * @param <T> the type of the values
 */
final class RoutedCall<T> {

	private final RouteEngine engine;

	private final CallKind<T> kind;

	private final ChatRequest request;

	private final Deque<RouteCandidate> waiting = new ArrayDeque<>();

	private final FailedAttempts failures = new FailedAttempts();

	private final List<ExtraAttempt> extraAttempts = new ArrayList<>(0);

	private final AttemptTraits traits;

	private @Nullable Route route;

	private boolean panic;

	private long deadlineNanos;

	private int attempts;

	RoutedCall(RouteEngine engine, CallKind<T> kind, ChatRequest request) {
		this.engine = engine;
		this.kind = kind;
		this.request = request;
		this.traits = AttemptTraits.of(request, kind.stream());
	}

	/**
	 * Return the publisher of this call, to be subscribed once.
	 * @return the answer of the first candidate that gave one, or the failure
	 */
	Flux<T> run() {
		try {
			Route chosen = this.engine.table().route(this.request);
			this.route = chosen;
			RequestRules.check(this.request);
			List<RouteCandidate> candidates = this.engine.table().candidates(chosen, this.request);
			this.deadlineNanos = this.engine.time().nanoTime() + timeout(chosen).toNanos();
			this.engine.budget().requestStarted();
			this.waiting.addAll(inOrder(chosen, candidates));
			return first(chosen);
		}
		catch (LlmRouterException ex) {
			return Flux.error(ex);
		}
	}

	String routeName() {
		return (this.route != null) ? this.route.name() : "other";
	}

	int attempts() {
		return this.attempts;
	}

	List<ExtraAttempt> extraAttempts() {
		return this.extraAttempts;
	}

	private Duration timeout(Route chosen) {
		Duration limit = chosen.settings().timeout();
		Duration asked = this.request.timeout();
		return (asked != null && asked.compareTo(limit) < 0) ? asked : limit;
	}

	private List<RouteCandidate> inOrder(Route chosen, List<RouteCandidate> candidates) {
		ReadyCandidates choice = new ReadyCandidates(this.engine, chosen.strategy(), this.request, this.traits);
		List<CandidateSignals> ready = choice.of(candidates, this.failures);
		this.panic = choice.isPanic();
		RoutingContext context = this.engine.context(chosen, this.request, this.kind.stream());
		return new CandidateOrder(chosen.strategy(), context).of(ready)
			.stream()
			.map(CandidateSignals::candidate)
			.toList();
	}

	private Flux<T> first(Route chosen) {
		Admitted admitted = admitNext();
		return (admitted != null) ? attempt(chosen, admitted, false) : exhausted(chosen, "");
	}

	private @Nullable Admitted admitNext() {
		for (RouteCandidate next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
			Admitted admitted = admit(next);
			if (admitted != null) {
				return admitted;
			}
		}
		return null;
	}

	private @Nullable Admitted admit(RouteCandidate candidate) {
		Admission admission = this.engine.states().of(candidate).admit(this.request, this.traits, this.panic);
		if (admission instanceof AttemptPermit permit) {
			return new Admitted(candidate, permit);
		}
		this.failures.skipped(candidate, (Unready) admission);
		return null;
	}

	private Flux<T> attempt(Route chosen, Admitted admitted, boolean retried) {
		this.attempts++;
		RouteCandidate candidate = admitted.candidate();
		Attempt<T> attempt = new Attempt<>(this.kind, candidate, this.engine.table().provider(candidate),
				admitted.permit(), new CallContext(chosen.name(), this.attempts), limits(chosen), this.engine.time());
		return attempt.run(this.request)
			.onErrorResume(LlmRouterException.class, (failure) -> attempt.isCommitted() ? Flux.error(failure)
					: afterFailure(chosen, candidate, retried, failure));
	}

	private AttemptLimits limits(Route chosen) {
		StreamTimeouts timeouts = new StreamTimeouts(firstTokenTimeout(chosen.settings()),
				chosen.settings().idleTimeout(), remaining().plusNanos(1));
		return new AttemptLimits(timeouts, this.engine.time(), this.engine.scheduler());
	}

	private Duration firstTokenTimeout(RouteSettings settings) {
		if (this.traits.reasoning()) {
			return settings.reasoningFirstTokenTimeout();
		}
		return this.waiting.isEmpty() ? settings.lastFirstTokenTimeout() : settings.firstTokenTimeout();
	}

	private Flux<T> afterFailure(Route chosen, RouteCandidate candidate, boolean retried, LlmRouterException failure) {
		this.failures.add(candidate, failure);
		FailurePolicy.Decision decision = this.engine.policy().decide(failure.details(), retried);
		switch (decision.action()) {
			case FAIL -> {
				return Flux.error(this.failures.toException(chosen, ""));
			}
			case RETRY -> {
				if (mayRetry(chosen, decision.delay())) {
					return retry(chosen, candidate, failure.errorType(), decision.delay());
				}
			}
			case COOL_DOWN -> this.engine.states().coolDown(candidate, failure.details(), decision.delay());
			default -> {
			}
		}
		return next(chosen, candidate, failure.errorType());
	}

	// A retry never takes the place of a candidate that was not asked yet.
	private boolean mayRetry(Route chosen, Duration delay) {
		return delay.compareTo(remaining()) < 0
				&& this.attempts + this.waiting.size() < chosen.settings().maxAttempts();
	}

	private Flux<T> retry(Route chosen, RouteCandidate candidate, ErrorType cause, Duration delay) {
		if (!mayAttempt(chosen)) {
			return exhausted(chosen, limitReached(chosen));
		}
		return Mono.delay(delay, this.engine.scheduler()).thenMany(Flux.defer(() -> again(chosen, candidate, cause)));
	}

	// Its circuit may have opened meanwhile, or a limit been reached.
	private Flux<T> again(Route chosen, RouteCandidate candidate, ErrorType cause) {
		Admitted same = admit(candidate);
		if (same != null) {
			return extraAttempt(new ExtraAttempt(ExtraAttempt.Kind.RETRY, candidate.provider(), cause), chosen, same);
		}
		return fallback(chosen, candidate, cause);
	}

	private Flux<T> next(Route chosen, RouteCandidate failed, ErrorType cause) {
		if (this.waiting.isEmpty() || remaining().isZero()) {
			return exhausted(chosen, "");
		}
		if (!mayAttempt(chosen)) {
			return exhausted(chosen, limitReached(chosen));
		}
		return fallback(chosen, failed, cause);
	}

	// The budget is charged already.
	private Flux<T> fallback(Route chosen, RouteCandidate failed, ErrorType cause) {
		Admitted other = admitNext();
		if (other == null) {
			this.engine.budget().giveBack();
			return exhausted(chosen, "");
		}
		return extraAttempt(new ExtraAttempt(ExtraAttempt.Kind.FALLBACK, failed.provider(), cause), chosen, other);
	}

	private Flux<T> extraAttempt(ExtraAttempt extra, Route chosen, Admitted admitted) {
		this.extraAttempts.add(extra);
		return attempt(chosen, admitted, extra.kind() == ExtraAttempt.Kind.RETRY);
	}

	private boolean mayAttempt(Route chosen) {
		return this.attempts < chosen.settings().maxAttempts() && this.engine.budget().tryWithdraw();
	}

	private String limitReached(Route chosen) {
		return (this.attempts >= chosen.settings().maxAttempts()) ? "; the attempts of the route are used up"
				: "; the retry budget is used up";
	}

	private Flux<T> exhausted(Route chosen, String why) {
		return Flux.error(this.failures.toException(chosen, why));
	}

	private Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.deadlineNanos - this.engine.time().nanoTime()));
	}

	/**
	 * Candidate that may be asked now.
	 *
	 * @param candidate the candidate
	 * @param permit its permission
	 */
	private record Admitted(RouteCandidate candidate, AttemptPermit permit) {
	}

}
