package io.llmrouter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

import io.llmrouter.call.CoarseScheduler;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.route.CostFunction;
import io.llmrouter.route.Protection;
import io.llmrouter.route.Route;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RouteEngine;
import io.llmrouter.route.RouteSettings;
import io.llmrouter.route.RouteTable;
import io.llmrouter.route.RoutedRequestListener;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthSettings;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.strategy.AdaptiveStrategy;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Builder of an {@link LlmRouter}. Not thread-safe.
 * <p>
 * The router itself records nothing of a provider's calls: give it observed providers to
 * measure them, see {@link io.llmrouter.call.ObservedChatProvider}.
 *
 * @since 0.1.0
 */
public final class LlmRouterBuilder {

	private static final RandomGenerator THREAD_LOCAL_RANDOM = () -> ThreadLocalRandom.current().nextLong();

	private final List<ChatProvider> providers = new ArrayList<>();

	private final List<Route> routes = new ArrayList<>();

	private final List<RoutedRequestListener> listeners = new ArrayList<>();

	private final Map<String, List<RouteCandidate>> aliases = new LinkedHashMap<>();

	private @Nullable HealthRegistry health;

	private ProviderLimiters limiters = ProviderLimiters.none();

	private CostFunction costs = CostFunction.UNKNOWN;

	private TimeSource time = TimeSource.SYSTEM;

	private Scheduler scheduler = new CoarseScheduler(Schedulers.parallel(), TimeSource.SYSTEM);

	private RandomGenerator random = THREAD_LOCAL_RANDOM;

	LlmRouterBuilder() {
	}

	/**
	 * Add a provider.
	 * @param provider the provider; its name must differ from all others
	 * @return this builder
	 */
	public LlmRouterBuilder provider(ChatProvider provider) {
		this.providers.add(provider);
		return this;
	}

	/**
	 * Add a route. Without one named {@link Route#DEFAULT} the router makes it: all
	 * providers in order, with the adaptive strategy.
	 * @param route the route
	 * @return this builder
	 */
	public LlmRouterBuilder route(Route route) {
		this.routes.add(route);
		return this;
	}

	/**
	 * Add a name of a model that requests may use. It comes before a model that is really
	 * called so, so that a request for a retired model can be served by another.
	 * @param name the name
	 * @param candidates what it stands for, at least one; they are asked as the strategy
	 * of the request's route says
	 * @return this builder
	 */
	public LlmRouterBuilder alias(String name, RouteCandidate... candidates) {
		this.aliases.put(name, List.of(candidates));
		return this;
	}

	/**
	 * Set what calls would cost, for strategies that want to know.
	 * @param function the function; by default every price is unknown
	 * @return this builder
	 */
	public LlmRouterBuilder costs(CostFunction function) {
		this.costs = function;
		return this;
	}

	/**
	 * Add a listener to finished logical calls.
	 * @param listener the listener
	 * @return this builder
	 */
	public LlmRouterBuilder listener(RoutedRequestListener listener) {
		this.listeners.add(listener);
		return this;
	}

	/**
	 * Set where the health of the candidates is kept, to look at it or for other
	 * thresholds.
	 * @param registry the registry, of this router alone; by default one with
	 * {@link HealthSettings#defaults()}
	 * @return this builder
	 */
	public LlmRouterBuilder health(HealthRegistry registry) {
		this.health = registry;
		return this;
	}

	/**
	 * Set the limits of the providers.
	 * @param newLimiters their limiters; by default nobody is limited
	 * @return this builder
	 */
	public LlmRouterBuilder limiters(ProviderLimiters newLimiters) {
		this.limiters = newLimiters;
		return this;
	}

	/**
	 * Set the source of time.
	 * @param source the source; by default that of the machine
	 * @return this builder
	 */
	public LlmRouterBuilder time(TimeSource source) {
		this.time = source;
		return this;
	}

	/**
	 * Set the scheduler of time limits and waits.
	 * @param newScheduler the scheduler; by default a {@link CoarseScheduler} over
	 * {@link Schedulers#parallel()}
	 * @return this builder
	 */
	public LlmRouterBuilder scheduler(Scheduler newScheduler) {
		this.scheduler = newScheduler;
		return this;
	}

	/**
	 * Set the source of chance.
	 * @param generator a thread-safe source; by default that of the current thread
	 * @return this builder
	 */
	public LlmRouterBuilder random(RandomGenerator generator) {
		this.random = generator;
		return this;
	}

	/**
	 * Build the router.
	 * @return a new router
	 * @throws IllegalArgumentException where there is no provider, a name stands twice,
	 * or a route or an alias names an unknown provider
	 */
	public LlmRouter build() {
		if (this.providers.isEmpty()) {
			throw new IllegalArgumentException("The router has no providers; add at least one");
		}
		RouteTable table = new RouteTable(this.providers, routes(), this.aliases);
		return new DefaultLlmRouter(new RouteEngine(table, this.listeners, this.time, this.scheduler, this.random,
				protection(), this.costs));
	}

	private Protection protection() {
		HealthRegistry registry = (this.health != null) ? this.health
				: new HealthRegistry(HealthSettings.defaults(), this.time, this.random);
		return new Protection(registry, this.limiters);
	}

	private List<Route> routes() {
		List<Route> all = new ArrayList<>(this.routes);
		if (all.stream().noneMatch((route) -> route.name().equals(Route.DEFAULT))) {
			List<RouteCandidate> everyone = this.providers.stream()
				.map((provider) -> new RouteCandidate(provider.name(), null))
				.toList();
			all.add(new Route(Route.DEFAULT, new AdaptiveStrategy(), everyone, RouteSettings.defaults()));
		}
		return all;
	}

}
