package io.llmrouter.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.ObservedChatProvider;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatRequestBuilder;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.route.health.CandidateHealth;
import io.llmrouter.route.health.CandidateName;
import io.llmrouter.route.health.CircuitState;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthSettings;
import io.llmrouter.route.limit.LocalRateLimitStore;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.limit.RateLimits;
import io.llmrouter.route.strategy.AdaptiveStrategy;
import io.llmrouter.route.strategy.LeastCostStrategy;
import io.llmrouter.route.strategy.LeastLatencyStrategy;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.route.strategy.RoundRobinStrategy;
import io.llmrouter.route.strategy.StickyStrategy;
import io.llmrouter.route.strategy.WeightedStrategy;
import io.llmrouter.testing.EventScheduler;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Router, providers, callers, clock and scheduler in one thread, all of one seed. After
 * every event the invariants of the attempt loop are checked.
 */
final class SimulatedRouter {

	private static final int CALLS = 30;

	private static final long SPAN_MILLIS = TimeUnit.MINUTES.toMillis(10);

	final EventScheduler scheduler;

	final RouteSettings settings;

	final Map<Integer, WatchedCall<?>> calls = new HashMap<>();

	final List<Contact> contacts = new ArrayList<>();

	private final List<Contact> live = new ArrayList<>();

	private final List<WatchedCall<?>> waiting = new ArrayList<>();

	private final List<RouteCandidate> candidates = new ArrayList<>();

	private final List<CandidateState> states;

	@Nullable RoutedRequest untold;

	private final StringBuilder trace = new StringBuilder();

	private final SplittableRandom random;

	private final Map<String, RateLimits> limits = new HashMap<>();

	private final Books books = new Books();

	private final HealthRegistry health;

	private final ProviderLimiters limiters;

	private final RouteEngine engine;

	private boolean strict;

	private int requests;

	private int extraAttempts;

	private int thrown;

	private int ownTasks;

	private @Nullable AssertionError violation;

	SimulatedRouter(long seed) {
		this.random = new SplittableRandom(seed);
		this.scheduler = new EventScheduler(this.random.split());
		this.settings = randomSettings();
		List<ErraticProvider> providers = randomProviders();
		HealthSettings defaults = HealthSettings.defaults();
		this.strict = this.settings.whenUnavailable() == WhenUnavailable.FAIL && this.random.nextBoolean();
		this.health = new HealthRegistry(new HealthSettings(defaults.ejection(), defaults.breaker(),
				defaults.recovery(), this.strict ? 0 : defaults.panicThreshold()), this.scheduler, new Random(seed));
		this.limiters = new ProviderLimiters(this.limits, new LocalRateLimitStore(this.scheduler));
		Route route = new Route(Route.DEFAULT, randomStrategy(), this.candidates, this.settings);
		CallObserver observer = new CallObserver(List.of(this.books), CallObservation.Factory.NOOP, ModelLabels.none(),
				this.scheduler);
		List<ChatProvider> observed = providers.stream()
			.map((provider) -> (ChatProvider) new ObservedChatProvider(provider, observer))
			.toList();
		this.engine = new RouteEngine(new RouteTable(observed, List.of(route)), List.of(this::requestEnded),
				this.scheduler, this.scheduler, new Random(seed), new Protection(this.health, this.limiters),
				(provider, model, request) -> provider.hashCode() % 7);
		this.states = this.candidates.stream().map(this.engine.states()::of).toList();
		providers.forEach(this::scheduleMoods);
		for (int i = 0; i < CALLS; i++) {
			int number = i;
			schedule(this.random.nextLong(SPAN_MILLIS / (1 + this.random.nextInt(8))), () -> call(number));
		}
	}

	private RouteSettings randomSettings() {
		Duration firstToken = Duration.ofMillis(500 + this.random.nextInt(10_000));
		Duration timeout = Duration.ofMillis(1_000 + this.random.nextInt(90_000));
		RouteSettings plain = new RouteSettings(1 + this.random.nextInt(6), firstToken, firstToken.multipliedBy(3),
				firstToken.multipliedBy(4), Duration.ofMillis(300 + this.random.nextInt(15_000)), timeout);
		Hedging hedging = switch (this.random.nextInt(4)) {
			case 0 -> new Hedging(null);
			case 1, 2 -> new Hedging(Duration.ofMillis(100 + this.random.nextInt(3_000)));
			default -> null;
		};
		return plain.withHedging(hedging)
			.withMidStream((this.random.nextInt(3) == 0) ? MidStream.FAIL : MidStream.RESUME)
			.withChatOverStream(this.random.nextBoolean())
			.withWhenUnavailable((this.random.nextInt(3) == 0) ? WhenUnavailable.TRY_ANYWAY : WhenUnavailable.FAIL);
	}

	private List<ErraticProvider> randomProviders() {
		List<ErraticProvider> providers = new ArrayList<>();
		int count = 1 + this.random.nextInt(4);
		for (int i = 0; i < count; i++) {
			String name = "p" + i;
			providers.add(new ErraticProvider(name, this, this.random.split()));
			int models = 1 + this.random.nextInt(4) / 3;
			for (int model = 0; model < models; model++) {
				this.candidates
					.add(new RouteCandidate(name, "m" + model, 1 + this.random.nextInt(5), this.random.nextInt(4) / 3));
			}
			if (this.random.nextInt(3) == 0) {
				this.limits.put(name, new RateLimits(oneOf(null, 5L, 60L), oneOf(null, 500L, 9_000L), oneOf(null, 1, 3),
						this.random.nextBoolean()));
			}
		}
		return providers;
	}

	@SafeVarargs
	private <T> T oneOf(T... values) {
		return values[this.random.nextInt(values.length)];
	}

	private RoutingStrategy randomStrategy() {
		return oneOf(new AdaptiveStrategy(), new LeastCostStrategy(), new LeastLatencyStrategy(),
				new PriorityStrategy(), new RoundRobinStrategy(), new StickyStrategy(), new WeightedStrategy());
	}

	private void scheduleMoods(ErraticProvider provider) {
		for (int i = 0; i < 6; i++) {
			schedule(this.random.nextLong(SPAN_MILLIS), provider::changeMood);
		}
	}

	/**
	 * Schedule what is no task of the router's.
	 * @param millis when
	 * @param task the task
	 */
	void schedule(long millis, Runnable task) {
		this.ownTasks++;
		this.scheduler.schedule(() -> {
			this.ownTasks--;
			task.run();
		}, millis, TimeUnit.MILLISECONDS);
	}

	// What is thrown within a publisher becomes its failure, and would never be seen.
	void check(Runnable checks) {
		try {
			checks.run();
		}
		catch (AssertionError ex) {
			this.violation = (this.violation != null) ? this.violation : ex;
		}
	}

	private void call(int number) {
		ChatRequestBuilder request = ChatRequest.builder().user("secret " + number).conversationId("c" + number % 5);
		if (this.random.nextInt(4) == 0) {
			request.timeout(Duration.ofMillis(1 + this.random.nextInt(20_000)));
		}
		if (this.random.nextInt(60) == 0) {
			request.route("nowhere");
		}
		boolean routed = request.build().route() == null;
		this.requests += routed ? 1 : 0;
		WatchedCall<?> call = this.random.nextBoolean() ? WatchedCall.chat(this, number, request.build(), this.engine)
				: WatchedCall.stream(this, number, request.build(), this.engine);
		this.calls.put(number, call);
		this.waiting.add(call);
		call.begin(this.random.split());
	}

	/**
	 * Let everything happen.
	 * @return what happened, the same for the same seed
	 */
	String run() {
		while (this.scheduler.step()) {
			if (this.violation != null) {
				throw new AssertionError("After " + this.trace, this.violation);
			}
			this.waiting.removeIf(WatchedCall::isOver);
			checkLoad();
			this.waiting.forEach(WatchedCall::checkTime);
		}
		checkQuiescence();
		return this.trace.toString();
	}

	// I1 and I2: what is in flight is what providers are busy with.
	private void checkLoad() {
		for (int i = 0; i < this.candidates.size(); i++) {
			RouteCandidate candidate = this.candidates.get(i);
			assertSame("in flight at candidate", this.states.get(i).inFlight(),
					live((contact) -> contact.candidate.model().equals(candidate.model())
							&& contact.candidate.provider().equals(candidate.provider())));
		}
		this.limits.keySet()
			.forEach((name) -> assertSame("permits", this.limiters.of(name).inFlight(),
					live((contact) -> contact.candidate.provider().equals(name))));
		if (this.live.isEmpty() && this.waiting.isEmpty()) {
			assertSame("timers", this.scheduler.pending(), this.ownTasks);
		}
	}

	private int live(Predicate<Contact> filter) {
		int count = 0;
		for (Contact contact : this.live) {
			count += filter.test(contact) ? 1 : 0;
		}
		return count;
	}

	// Millions of times: without the machinery of assertions.
	private static void assertSame(String what, int actual, int expected) {
		if (actual != expected) {
			throw new AssertionError(what + ": " + actual + ", but really " + expected);
		}
	}

	void thrownAtOnce() {
		this.thrown++;
	}

	void began(Contact contact) {
		note("began " + contact.call + " " + contact.candidate);
		check(() -> checkBeginning(contact));
		this.contacts.add(contact);
		this.live.add(contact);
	}

	private void checkBeginning(Contact contact) {
		WatchedCall<?> call = this.calls.get(contact.call);
		long earlier = this.contacts.stream().filter((other) -> other.call == contact.call).count();
		boolean beside = live((other) -> other.call == contact.call) > 0;
		assertThat(call.deadlineNanos()).as("I5: an attempt begins before the deadline").isGreaterThan(nanoTime());
		assertThat(earlier).as("I6: attempts of call %d", contact.call).isLessThan(this.settings.maxAttempts());
		assertThat(beside && this.settings.hedging() == null).as("two attempts at once without a hedge").isFalse();
		assertThat(call.mayAskAgain()).as("I7: no attempt after what was shown").isTrue();
		if (earlier > 0) {
			this.extraAttempts++;
			assertThat((double) this.extraAttempts).as("I6: budget")
				.isLessThanOrEqualTo(60 + this.requests / 10.0 + nanoTime() / 1e9);
		}
		checkHealth(contact);
	}

	private void checkHealth(Contact contact) {
		CandidateHealth state = health(contact.candidate);
		if (this.settings.whenUnavailable() == WhenUnavailable.FAIL) {
			assertThat(state.cooling()).as("I9: who cools down is not asked").isZero();
		}
		if (!this.strict) {
			return;
		}
		assertThat(state.circuit()).as("no attempt while the circuit is open").isNotEqualTo(CircuitState.OPEN);
		contact.probing = state.circuit() == CircuitState.HALF_OPEN;
		long young = nanoTime() - this.health.settings().recovery().probeTimeout().toNanos();
		long probes = this.live.stream()
			.filter((other) -> other.probing && !other.contentGiven && other.startNanos > young)
			.filter((other) -> other.candidate.equals(contact.candidate))
			.count();
		assertThat(probes).as("I10: probes beside this one").isLessThan(this.health.settings().recovery().probes());
	}

	private CandidateHealth health(RouteCandidate candidate) {
		return this.health.of(new CandidateName(candidate.provider(), candidate.model()));
	}

	void ended(Contact contact, Contact.End how) {
		if (!contact.isLive() && how == Contact.End.CANCEL) {
			return;
		}
		note("ended " + contact.call + " " + contact.candidate + " " + how);
		check(() -> assertThat(contact.end).as("a contact ends once").isNull());
		contact.end = how;
		this.live.remove(contact);
		if (how == Contact.End.ERROR && contact.refusal != null && !contact.contentGiven) {
			schedule(0, () -> check(() -> checkCooling(contact)));
		}
	}

	private void checkCooling(Contact contact) {
		assertThat(health(contact.candidate).cooling())
			.as("I9: %s cools down after %s", contact.candidate, contact.refusal)
			.isPositive();
	}

	private void requestEnded(RoutedRequest request) {
		check(() -> assertThat(this.untold).as("a request ends once").isNull());
		this.untold = request;
		this.books.requestEnded(request);
		check(() -> assertThat(request.overhead()).isBetween(Duration.ZERO, request.duration()));
	}

	void note(String what) {
		this.trace.append(nanoTime()).append(' ').append(what).append('\n');
	}

	long nanoTime() {
		return this.scheduler.nanoTime();
	}

	private void checkQuiescence() {
		assertThat(this.contacts).as("every contact has its end").noneMatch(Contact::isLive);
		this.calls.values().forEach(WatchedCall::checkOver);
		this.books.check(this.calls.size(), this.contacts.size() + this.thrown);
		this.scheduler.pass(TimeUnit.DAYS.toNanos(1));
		this.limits.keySet()
			.forEach((name) -> assertThat(this.limiters.of(name).limited(ChatRequest.user("Hello")))
				.as("I11: nothing of the limits of %s is still taken", name)
				.isNull());
	}

	/**
	 * What listeners heard.
	 */
	private static final class Books implements ChatCallListener {

		private int callsEnded;

		private int requestsEnded;

		private int rejected;

		private int attempts;

		private int extra;

		@Override
		public void callEnded(ChatCall call) {
			this.callsEnded++;
		}

		void requestEnded(RoutedRequest request) {
			this.requestsEnded++;
			this.rejected += (request.attempts() == 0) ? 1 : 0;
			this.attempts += request.attempts();
			this.extra += request.extraAttempts().size();
		}

		void check(int begun, int contacts) {
			assertThat(this.requestsEnded).as("I13: requests").isEqualTo(begun);
			assertThat(this.callsEnded).as("I13: calls").isEqualTo(contacts);
			assertThat(this.attempts).as("I13: attempts").isEqualTo(contacts);
			assertThat(this.attempts).as("I13: attempts = requests - rejected + extra attempts")
				.isEqualTo(this.requestsEnded - this.rejected + this.extra);
		}

	}

}
