package io.llmrouter.route;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.llmrouter.call.CallContext;
import io.llmrouter.call.StreamTimeouts;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.provider.RequestRules;
import io.llmrouter.route.CandidateQueue.Admitted;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One logical call: check, choose candidates, put them in order, and attempt one after
 * the other until content has come. Used by one subscription; its signals are serial but
 * for the two attempts of a hedge.
 *
 * @param <T> the type of the values
 */
abstract class RoutedCall<T> {

	private final RouteEngine engine;

	private final ChatRequest request;

	private final CallJournal journal;

	private @Nullable Route route;

	private @Nullable CandidateQueue waiting;

	private @Nullable CallKind<T> kind;

	private @Nullable AttemptTraits traits;

	private long deadlineNanos;

	RoutedCall(RouteEngine engine, ChatRequest request) {
		this.engine = engine;
		this.request = request;
		this.journal = new CallJournal(engine.time());
	}

	/**
	 * Return how providers are called.
	 * @param chosen the route
	 * @return the kind
	 */
	abstract CallKind<T> kindOn(Route chosen);

	/**
	 * Return what of an attempt goes to the caller.
	 * @param attempt what the attempt gives
	 * @return what the caller gets
	 */
	Flux<T> shown(Flux<T> attempt) {
		return attempt;
	}

	/**
	 * Return what follows a failure after content.
	 * @param attempt the attempt
	 * @param failure its failure
	 * @return what follows
	 */
	Flux<T> afterContent(Attempt<T> attempt, LlmRouterException failure) {
		return new FailureFlux<>(failure);
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
			prepare(chosen, candidates);
			return first(chosen);
		}
		catch (LlmRouterException ex) {
			return new FailureFlux<>(ex);
		}
	}

	final CallJournal journal() {
		return this.journal;
	}

	final Route route() {
		return Objects.requireNonNull(this.route);
	}

	final String routeName() {
		return (this.route != null) ? this.route.name() : "other";
	}

	/**
	 * Return what was decided so far.
	 * @return the decision
	 */
	RoutingDecision decision() {
		return this.journal.decision(routeName(),
				(this.route != null) ? StrategyNames.of(this.route.strategy()) : "none");
	}

	private Duration timeout(Route chosen) {
		Duration limit = chosen.settings().timeout();
		Duration asked = this.request.timeout();
		return (asked != null && asked.compareTo(limit) < 0) ? asked : limit;
	}

	private void prepare(Route chosen, List<RouteCandidate> candidates) {
		CallKind<T> how = kindOn(chosen);
		AttemptTraits special = AttemptTraits.of(this.request, how.stream());
		ReadyCandidates choice = new ReadyCandidates(this.engine, chosen.strategy(), this.request, special,
				this.journal);
		List<CandidateSignals> ready = choice.of(candidates, chosen.settings().whenUnavailable());
		RoutingContext context = this.engine.context(chosen, this.request, how.stream());
		List<CandidateSignals> order = new CandidateOrder(chosen.strategy(), context).of(ready);
		this.journal.ordered(order);
		this.kind = how;
		this.traits = special;
		this.waiting = new CandidateQueue(this.engine, this.request, special, choice.bypass(), this.journal, order);
	}

	private Flux<T> first(Route chosen) {
		Admitted admitted = waiting().next();
		if (admitted == null) {
			return exhausted(chosen, "");
		}
		if (chosen.settings().maxAttempts() < 2 || waiting().isEmpty()) {
			return attempt(chosen, admitted, AttemptKind.FIRST, null);
		}
		Hedging hedging = chosen.settings().hedging();
		Duration delay = (hedging != null) ? hedgeDelay(hedging, admitted) : null;
		return (delay != null) ? hedged(chosen, admitted, delay) : attempt(chosen, admitted, AttemptKind.FIRST, null);
	}

	private @Nullable Duration hedgeDelay(Hedging hedging, Admitted admitted) {
		this.engine.hedges().requestStarted();
		Duration delay = hedging.delay();
		if (delay == null) {
			delay = this.engine.states().of(admitted.candidate()).hedgeDelay(traits().stream());
		}
		// One that begins late could not help.
		return (delay != null && delay.multipliedBy(2).compareTo(remaining()) < 0) ? delay : null;
	}

	private Flux<T> attempt(Route chosen, Admitted admitted, AttemptKind why, @Nullable ExtraAttempt extra) {
		Attempt<T> attempt = started(chosen, admitted, why, extra);
		Flux<T> values = shown(attempt.run(this.request));
		// A caller who leaves at once keeps the operators of a stream from subscribing to
		// the attempt, which holds a permit already.
		Flux<T> cancellable = kind().inPieces() ? values.doOnCancel(attempt::cancelled) : values;
		return cancellable.onErrorResume(LlmRouterException.class,
				(failure) -> afterFailure(chosen, attempt, why, failure));
	}

	private Attempt<T> started(Route chosen, Admitted admitted, AttemptKind why, @Nullable ExtraAttempt extra) {
		CallJournal.AttemptNote note = this.journal.started(admitted.candidate(), why, extra);
		return new Attempt<>(kind(), admitted, this.engine.table().provider(admitted.candidate()), note,
				new CallContext(chosen.name(), this.journal.attempts()), limits(chosen), this.engine.time());
	}

	private AttemptLimits limits(Route chosen) {
		StreamTimeouts timeouts = new StreamTimeouts(firstTokenTimeout(chosen.settings()),
				chosen.settings().idleTimeout(), remaining().plusNanos(1));
		return new AttemptLimits(timeouts, this.engine.time(), this.engine.scheduler());
	}

	private Duration firstTokenTimeout(RouteSettings settings) {
		if (traits().reasoning()) {
			return settings.reasoningFirstTokenTimeout();
		}
		boolean last = waiting().isEmpty() || this.journal.attempts() >= settings.maxAttempts();
		return last ? settings.lastFirstTokenTimeout() : settings.firstTokenTimeout();
	}

	/**
	 * Attempt a candidate, and after a while another one beside it. Whoever has content
	 * first goes on, the other is cancelled; where both fail without content, the loop
	 * goes on from there.
	 * @param chosen the route
	 * @param admitted the candidate
	 * @param delay the while
	 * @return the answer
	 */
	private Flux<T> hedged(Route chosen, Admitted admitted, Duration delay) {
		Attempt<T> first = started(chosen, admitted, AttemptKind.FIRST, null);
		AtomicReference<@Nullable Attempt<T>> beside = new AtomicReference<>();
		Sinks.Empty<Void> over = Sinks.empty();
		Flux<T> slow = begun(first).doOnError((failure) -> over.tryEmitEmpty());
		Flux<T> other = Mono.delay(delay, this.engine.scheduler())
			.takeUntilOther(over.asMono())
			.flatMapMany((tick) -> hedge(chosen, admitted.candidate(), beside));
		return shown(Flux.firstWithValue(slow, other)).doOnCancel(first::cancelled)
			.onErrorResume((failure) -> afterHedge(chosen, first, beside.get(), failure));
	}

	private Flux<T> hedge(Route chosen, RouteCandidate slow, AtomicReference<@Nullable Attempt<T>> beside) {
		Admitted other = (this.journal.attempts() < chosen.settings().maxAttempts()) ? admitHedge(slow) : null;
		if (other == null) {
			return Flux.empty();
		}
		Attempt<T> attempt = started(chosen, other, AttemptKind.HEDGE,
				new ExtraAttempt(ExtraAttempt.Kind.HEDGE, slow.provider(), null));
		beside.set(attempt);
		return begun(attempt);
	}

	private @Nullable Admitted admitHedge(RouteCandidate slow) {
		if (!this.engine.hedges().tryWithdraw()) {
			return null;
		}
		if (this.engine.budget().tryWithdraw()) {
			Admitted other = waiting().nextBeside(slow, remaining());
			if (other != null) {
				return other;
			}
			this.engine.budget().giveBack();
		}
		this.engine.hedges().giveBack();
		return null;
	}

	// A refusal counts, whether or not the other attempt makes up for it.
	private Flux<T> begun(Attempt<T> attempt) {
		return attempt.run(this.request)
			.doOnCancel(attempt::cancelled)
			.doOnError(LlmRouterException.class, (failure) -> refused(attempt, failure));
	}

	private void refused(Attempt<T> attempt, LlmRouterException failure) {
		if (!attempt.isCommitted()) {
			follow(attempt, this.engine.policy().decide(failure.details(), false));
		}
	}

	private void follow(Attempt<T> attempt, FailurePolicy.Decision decision) {
		if (decision.action() == FailurePolicy.Action.COOL_DOWN && attempt.leaveAlone()) {
			this.engine.states().coolDown(attempt.candidate(), attempt.failure().details(), decision.delay());
		}
	}

	// Without any value both have failed, or one has and the other was never made.
	private Flux<T> afterHedge(Route chosen, Attempt<T> first, @Nullable Attempt<T> other, Throwable failure) {
		if (failure instanceof NoSuchElementException) {
			return afterFailure(chosen, first, AttemptKind.FIRST, first.failure());
		}
		if (!(failure instanceof LlmRouterException known) || isFinal(known)) {
			return new FailureFlux<>(failure);
		}
		return afterContent((other != null && other.hasFailedWith(known)) ? other : first, known);
	}

	// What the router itself says is not to be tried again.
	private static boolean isFinal(LlmRouterException failure) {
		return failure instanceof RouteException;
	}

	private Flux<T> afterFailure(Route chosen, Attempt<T> attempt, AttemptKind why, LlmRouterException failure) {
		if (isFinal(failure)) {
			return new FailureFlux<>(failure);
		}
		if (attempt.isCommitted()) {
			return afterContent(attempt, failure);
		}
		RouteCandidate candidate = attempt.candidate();
		FailurePolicy.Decision decision = this.engine.policy().decide(failure.details(), why == AttemptKind.RETRY);
		if (decision.action() == FailurePolicy.Action.RETRY) {
			if (mayRetry(chosen, decision.delay())) {
				return retry(chosen, candidate, failure.errorType(), decision.delay());
			}
			decision = this.engine.policy().decide(failure.details(), true);
		}
		if (decision.action() == FailurePolicy.Action.FAIL) {
			return exhausted(chosen, "");
		}
		follow(attempt, decision);
		return next(chosen, candidate, failure.errorType(), AttemptKind.FALLBACK);
	}

	// A retry never takes the place of a candidate that was not asked yet. It is charged
	// here.
	private boolean mayRetry(Route chosen, Duration delay) {
		return delay.compareTo(remaining()) < 0
				&& this.journal.attempts() + waiting().size() < chosen.settings().maxAttempts() && mayAttempt(chosen);
	}

	private Flux<T> retry(Route chosen, RouteCandidate candidate, ErrorType cause, Duration delay) {
		this.journal.enter();
		return Mono.delay(delay, this.engine.scheduler())
			.doFinally((signal) -> this.journal.leave())
			.thenMany(Flux.defer(() -> again(chosen, candidate, cause)));
	}

	// Its circuit may have opened meanwhile, a limit been reached, or too little time be
	// left.
	private Flux<T> again(Route chosen, RouteCandidate candidate, ErrorType cause) {
		Admitted same = waiting().again(candidate, remaining());
		return (same != null) ? extraAttempt(chosen, same, AttemptKind.RETRY, candidate, cause)
				: charged(chosen, candidate, cause, AttemptKind.FALLBACK);
	}

	/**
	 * Ask the next candidate.
	 * @param chosen the route
	 * @param failed the candidate that failed
	 * @param cause its failure
	 * @param why what kind of attempt follows
	 * @return the answer, or the failure of the call where nobody is left to ask
	 */
	final Flux<T> next(Route chosen, RouteCandidate failed, ErrorType cause, AttemptKind why) {
		if (waiting().isEmpty() || remaining().isZero()) {
			return exhausted(chosen, "");
		}
		if (!mayAttempt(chosen)) {
			return exhausted(chosen, limitReached(chosen));
		}
		return charged(chosen, failed, cause, why);
	}

	// The budget is charged already.
	private Flux<T> charged(Route chosen, RouteCandidate failed, ErrorType cause, AttemptKind why) {
		Admitted other = waiting().nextWithin(remaining());
		if (other == null) {
			this.engine.budget().giveBack();
			return exhausted(chosen, "");
		}
		return extraAttempt(chosen, other, why, failed, cause);
	}

	private Flux<T> extraAttempt(Route chosen, Admitted admitted, AttemptKind why, RouteCandidate failed,
			ErrorType cause) {
		return attempt(chosen, admitted, why, new ExtraAttempt(why.counted(), failed.provider(), cause));
	}

	private boolean mayAttempt(Route chosen) {
		return this.journal.attempts() < chosen.settings().maxAttempts() && this.engine.budget().tryWithdraw();
	}

	private String limitReached(Route chosen) {
		return (this.journal.attempts() >= chosen.settings().maxAttempts()) ? "; the attempts of the route are used up"
				: "; the retry budget is used up";
	}

	private Flux<T> exhausted(Route chosen, String why) {
		return new FailureFlux<>(this.journal.toException(chosen, why));
	}

	private Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.deadlineNanos - this.engine.time().nanoTime()));
	}

	private CandidateQueue waiting() {
		return Objects.requireNonNull(this.waiting);
	}

	private CallKind<T> kind() {
		return Objects.requireNonNull(this.kind);
	}

	private AttemptTraits traits() {
		return Objects.requireNonNull(this.traits);
	}

}
