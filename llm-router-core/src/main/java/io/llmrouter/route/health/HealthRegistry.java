package io.llmrouter.route.health;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.llmrouter.call.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * Health of all candidates of a router, kept from their first call on. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HealthRegistry {

	private final Map<CandidateName, CandidateHealth> candidates = new ConcurrentHashMap<>();

	private final Map<String, CoolDown> credentials = new ConcurrentHashMap<>();

	private final Map<String, List<CandidateName>> routes = new ConcurrentHashMap<>();

	private final List<Consumer<CandidateHealth>> observers = new CopyOnWriteArrayList<>();

	private final HealthSettings settings;

	private final TimeSource time;

	private final RandomGenerator random;

	/**
	 * Create a registry.
	 * @param settings the thresholds
	 * @param time the source of time
	 * @param random the source of jitter; thread-safe
	 */
	public HealthRegistry(HealthSettings settings, TimeSource time, RandomGenerator random) {
		this.settings = settings;
		this.time = time;
		this.random = random;
	}

	/**
	 * Return the thresholds.
	 * @return the settings
	 */
	public HealthSettings settings() {
		return this.settings;
	}

	/**
	 * Return the health of a candidate, from now on kept.
	 * @param candidate the name, of a bounded set
	 * @return its health, the same each time
	 */
	public CandidateHealth of(CandidateName candidate) {
		CandidateHealth known = this.candidates.get(candidate);
		return (known != null) ? known : add(candidate);
	}

	private synchronized CandidateHealth add(CandidateName candidate) {
		CoolDown credential = this.credentials.computeIfAbsent(candidate.provider(),
				(provider) -> new CoolDown(this.time));
		CandidateHealth added = new CandidateHealth(candidate, this.settings, credential, this.time, this.random);
		CandidateHealth earlier = this.candidates.putIfAbsent(candidate, added);
		if (earlier != null) {
			return earlier;
		}
		this.observers.forEach((observer) -> observer.accept(added));
		return added;
	}

	/**
	 * Return the health of a candidate that was asked before.
	 * @param candidate the name
	 * @return its health, or {@code null} where it was never asked
	 */
	public @Nullable CandidateHealth find(CandidateName candidate) {
		return this.candidates.get(candidate);
	}

	/**
	 * Return the health of all candidates that were asked.
	 * @return the candidates, in no particular order
	 */
	public Collection<CandidateHealth> all() {
		return List.copyOf(this.candidates.values());
	}

	/**
	 * Tell of the candidates of a route.
	 * @param route the name of the route
	 * @param members its candidates
	 */
	public void addRoute(String route, List<CandidateName> members) {
		this.routes.put(route, List.copyOf(members));
	}

	/**
	 * Return the candidates of all routes, by route.
	 * @return the reports; a candidate that was never asked is healthy
	 */
	public Map<String, List<HealthReport>> routes() {
		Map<String, List<HealthReport>> reports = new LinkedHashMap<>();
		this.routes.forEach((route, members) -> reports.put(route, members.stream().map(this::report).toList()));
		return reports;
	}

	private HealthReport report(CandidateName candidate) {
		CandidateHealth known = this.candidates.get(candidate);
		return (known != null) ? known.report()
				: new HealthReport(candidate, CircuitState.CLOSED, null, null, 1, null, null);
	}

	/**
	 * Add an observer of candidates, who is told of each one once, those asked before
	 * included.
	 * @param observer the observer; returns quickly and does not throw
	 */
	public synchronized void observe(Consumer<CandidateHealth> observer) {
		this.observers.add(observer);
		all().forEach(observer);
	}

}
