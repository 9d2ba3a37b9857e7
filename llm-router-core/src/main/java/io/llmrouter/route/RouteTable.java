package io.llmrouter.route;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.llmrouter.call.ModelLabels;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Providers and routes of a router, and which of them a request may use. Immutable.
 *
 * @since 0.1.0
 */
public final class RouteTable {

	private final Map<String, ChatProvider> providers;

	private final Map<String, Route> routes;

	private final Map<String, List<RouteCandidate>> aliases;

	/**
	 * Create a table without aliases.
	 * @param providers the providers, their names all different
	 * @param routes the routes, their names all different; one of them is named
	 * {@link Route#DEFAULT}
	 * @throws IllegalArgumentException where a name stands twice, a route names an
	 * unknown provider, or the default route is missing
	 */
	public RouteTable(Collection<? extends ChatProvider> providers, Collection<Route> routes) {
		this(providers, routes, Map.of());
	}

	/**
	 * Create a table.
	 * @param providers the providers, their names all different
	 * @param routes the routes, their names all different; one of them is named
	 * {@link Route#DEFAULT}
	 * @param aliases names of models that requests may use, and the candidates that each
	 * stands for
	 * @throws IllegalArgumentException where a name stands twice, a route or an alias
	 * names an unknown provider or nothing, or the default route is missing
	 */
	public RouteTable(Collection<? extends ChatProvider> providers, Collection<Route> routes,
			Map<String, List<RouteCandidate>> aliases) {
		this.providers = new LinkedHashMap<>();
		providers.forEach(this::add);
		this.routes = new LinkedHashMap<>();
		routes.forEach(this::add);
		this.aliases = new LinkedHashMap<>();
		aliases.forEach(this::add);
		if (!this.routes.containsKey(Route.DEFAULT)) {
			throw new IllegalArgumentException("No route is named '" + Route.DEFAULT + "'; add one");
		}
	}

	private void add(ChatProvider provider) {
		if (this.providers.put(provider.name(), provider) != null) {
			throw new IllegalArgumentException("Two providers are named '" + provider.name() + "'; rename one of them");
		}
	}

	private void add(Route route) {
		checkProviders("Route '" + route.name() + "'", route.candidates());
		if (this.routes.put(route.name(), route) != null) {
			throw new IllegalArgumentException("Two routes are named '" + route.name() + "'; rename one of them");
		}
	}

	private void add(String alias, List<RouteCandidate> candidates) {
		if (candidates.isEmpty()) {
			throw new IllegalArgumentException(
					"Alias '" + alias + "' stands for nothing; name at least one provider in it");
		}
		checkProviders("Alias '" + alias + "'", candidates);
		this.aliases.put(alias, List.copyOf(candidates));
	}

	private void checkProviders(String owner, List<RouteCandidate> candidates) {
		for (RouteCandidate candidate : candidates) {
			if (!this.providers.containsKey(candidate.provider())) {
				throw new IllegalArgumentException(owner + " names provider '" + candidate.provider()
						+ "', which does not exist; providers are " + quoted(this.providers.keySet()));
			}
		}
	}

	/**
	 * Return the model labels that these routes and aliases allow.
	 * @return the labels
	 */
	public ModelLabels modelLabels() {
		Map<String, Set<String>> models = new HashMap<>();
		Stream<List<RouteCandidate>> routed = this.routes.values().stream().map(Route::candidates);
		Stream.concat(routed, this.aliases.values().stream()).flatMap(List::stream).forEach((candidate) -> {
			if (candidate.model() != null) {
				models.computeIfAbsent(candidate.provider(), (provider) -> new LinkedHashSet<>())
					.add(candidate.model());
			}
		});
		return new ModelLabels(models);
	}

	Collection<Route> routes() {
		return this.routes.values();
	}

	ChatProvider provider(RouteCandidate candidate) {
		return Objects.requireNonNull(this.providers.get(candidate.provider()));
	}

	Route route(ChatRequest request) {
		String name = (request.route() != null) ? request.route() : Route.DEFAULT;
		Route route = this.routes.get(name);
		if (route == null) {
			throw noCandidate("Route '" + name + "' does not exist; routes are " + quoted(this.routes.keySet()));
		}
		return route;
	}

	/**
	 * Return the model that a candidate would be asked for.
	 * @param candidate the candidate
	 * @return the model, or {@code null} where neither it nor its provider names one
	 */
	@Nullable String model(RouteCandidate candidate) {
		if (candidate.model() != null) {
			return candidate.model();
		}
		List<String> models = provider(candidate).models();
		return models.isEmpty() ? null : models.get(0);
	}

	List<RouteCandidate> candidates(Route route, ChatRequest request) {
		String provider = request.provider();
		if (provider != null && !this.providers.containsKey(provider)) {
			throw noCandidate(
					"Provider '" + provider + "' does not exist; providers are " + quoted(this.providers.keySet()));
		}
		String model = request.model();
		List<RouteCandidate> aliased = (model != null) ? this.aliases.get(model) : null;
		if (model != null && aliased != null) {
			return (provider != null) ? ofProvider(model, aliased, provider) : aliased;
		}
		if (provider != null) {
			return ofProvider(route, provider, model);
		}
		return (model != null) ? ofModel(route, model) : route.candidates();
	}

	private static List<RouteCandidate> ofProvider(String alias, List<RouteCandidate> aliased, String provider) {
		List<RouteCandidate> matching = of(aliased, provider);
		if (matching.isEmpty()) {
			throw noCandidate("Alias '" + alias + "' does not stand for a model of provider '" + provider
					+ "'; it stands for " + quoted(aliased));
		}
		return matching;
	}

	private static List<RouteCandidate> ofProvider(Route route, String provider, @Nullable String model) {
		if (model != null) {
			return List.of(new RouteCandidate(provider, model));
		}
		List<RouteCandidate> routed = of(route.candidates(), provider);
		return routed.isEmpty() ? List.of(new RouteCandidate(provider, null)) : routed;
	}

	private static List<RouteCandidate> of(List<RouteCandidate> candidates, String provider) {
		return candidates.stream().filter((candidate) -> candidate.provider().equals(provider)).toList();
	}

	private List<RouteCandidate> ofModel(Route route, String model) {
		List<RouteCandidate> matching = route.candidates()
			.stream()
			.filter((candidate) -> serves(candidate, model))
			.map((candidate) -> candidate.withModel(model))
			.toList();
		if (matching.isEmpty()) {
			throw noCandidate("No candidate of route '" + route.name() + "' serves model '" + model + "'; models are "
					+ quoted(models(route))
					+ (this.aliases.isEmpty() ? "" : ", aliases " + quoted(this.aliases.keySet()))
					+ "; or name a provider with it");
		}
		return matching;
	}

	private boolean serves(RouteCandidate candidate, String model) {
		List<String> models = models(candidate);
		return models.isEmpty() || models.contains(model);
	}

	private Set<String> models(Route route) {
		Set<String> models = new LinkedHashSet<>();
		route.candidates().forEach((candidate) -> models.addAll(models(candidate)));
		return models;
	}

	// Empty where the provider does not tell.
	private List<String> models(RouteCandidate candidate) {
		return (candidate.model() != null) ? List.of(candidate.model()) : provider(candidate).models();
	}

	private static RouteException noCandidate(String message) {
		return new RouteException(message, ErrorDetails.of(ErrorType.NO_CANDIDATE), null);
	}

	private static String quoted(Collection<?> names) {
		return names.stream().map((name) -> "'" + name + "'").collect(Collectors.joining(", "));
	}

}
