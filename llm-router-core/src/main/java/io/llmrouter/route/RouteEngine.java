package io.llmrouter.route;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

import io.llmrouter.call.Listeners;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Engine that serves logical calls over a table of routes. It owns what all calls share:
 * the states of the candidates and the retry budget. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RouteEngine {

	private final RouteTable table;

	private final CandidateStates states;

	private final double panicThreshold;

	private final RetryBudget budget;

	private final RetryBudget hedges;

	private final FailurePolicy policy;

	private final Listeners<RoutedRequestListener> listeners;

	private final TimeSource time;

	private final Scheduler scheduler;

	private final RandomGenerator random;

	private final CostFunction costs;

	private final Map<String, AtomicLong> turns = new ConcurrentHashMap<>();

	/**
	 * Create an engine that knows no prices.
	 * @param table the routes
	 * @param listeners who hears of finished calls, in this order
	 * @param time the source of time
	 * @param scheduler the scheduler of time limits and waits
	 * @param random the source of chance; thread-safe
	 * @param protection the health and the limits of the candidates
	 */
	public RouteEngine(RouteTable table, List<? extends RoutedRequestListener> listeners, TimeSource time,
			Scheduler scheduler, RandomGenerator random, Protection protection) {
		this(table, listeners, time, scheduler, random, protection, CostFunction.UNKNOWN);
	}

	/**
	 * Create an engine.
	 * @param table the routes
	 * @param listeners who hears of finished calls, in this order
	 * @param time the source of time
	 * @param scheduler the scheduler of time limits and waits
	 * @param random the source of chance; thread-safe
	 * @param protection the health and the limits of the candidates
	 * @param costs what calls would cost
	 */
	public RouteEngine(RouteTable table, List<? extends RoutedRequestListener> listeners, TimeSource time,
			Scheduler scheduler, RandomGenerator random, Protection protection, CostFunction costs) {
		this.table = table;
		this.states = new CandidateStates(table, protection, time);
		this.panicThreshold = protection.health().settings().panicThreshold();
		this.budget = RetryBudget.ofAttempts(time);
		this.hedges = RetryBudget.ofHedges(time);
		this.policy = new FailurePolicy(random);
		this.listeners = new Listeners<>(listeners);
		this.time = time;
		this.scheduler = scheduler;
		this.random = random;
		this.costs = costs;
	}

	/**
	 * Serve a call for a complete answer.
	 * @param request what to ask
	 * @return the answer; see {@code LlmRouter.chat}
	 */
	public Mono<ChatResponse> chat(ChatRequest request) {
		return new AnswerMono(this, request);
	}

	/**
	 * Serve a call for an answer in pieces.
	 * @param request what to ask
	 * @return the pieces; see {@code LlmRouter.stream}
	 */
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.deferContextual((context) -> {
			RoutedStream call = new RoutedStream(this, request);
			RoutingTrace.attach(context, call);
			return call.run().tap(() -> new RequestRecorder<>(this, call, true));
		});
	}

	RouteTable table() {
		return this.table;
	}

	// Turns start anywhere, or the instances of an application would take them in step.
	RoutingContext context(Route route, ChatRequest request, boolean stream) {
		AtomicLong turns = this.turns.computeIfAbsent(route.name(), (name) -> new AtomicLong(this.random.nextInt()));
		return new RoutingContext(request, stream, turns.getAndIncrement(), this.random.nextLong());
	}

	double estimateUsd(RouteCandidate candidate, ChatRequest request) {
		return this.costs.estimateUsd(candidate.provider(), this.table.model(candidate), request);
	}

	CandidateStates states() {
		return this.states;
	}

	double panicThreshold() {
		return this.panicThreshold;
	}

	RetryBudget budget() {
		return this.budget;
	}

	RetryBudget hedges() {
		return this.hedges;
	}

	FailurePolicy policy() {
		return this.policy;
	}

	TimeSource time() {
		return this.time;
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	void ended(RoutedRequest request) {
		this.listeners.tell((listener) -> listener.requestEnded(request));
	}

}
