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

	/**
	 * Create a table.
	 * @param providers the providers, their names all different
	 * @param routes the routes, their names all different; one of them is named
	 * {@link Route#DEFAULT}
	 * @throws IllegalArgumentException where a name stands twice, a route names an
	 * unknown provider, or the default route is missing
	 */
	public RouteTable(Collection<? extends ChatProvider> providers, Collection<Route> routes) {
		this.providers = new LinkedHashMap<>();
		providers.forEach(this::add);
		this.routes = new LinkedHashMap<>();
		routes.forEach(this::add);
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
		for (RouteCandidate candidate : route.candidates()) {
			if (!this.providers.containsKey(candidate.provider())) {
				throw new IllegalArgumentException(
						"Route '" + route.name() + "' names provider '" + candidate.provider()
								+ "', which does not exist; providers are " + quoted(this.providers.keySet()));
			}
		}
		if (this.routes.put(route.name(), route) != null) {
			throw new IllegalArgumentException("Two routes are named '" + route.name() + "'; rename one of them");
		}
	}

	/**
	 * Return the model labels that these routes allow.
	 * @return the labels
	 */
	public ModelLabels modelLabels() {
		Map<String, Set<String>> models = new HashMap<>();
		this.routes.values().stream().flatMap((route) -> route.candidates().stream()).forEach((candidate) -> {
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

	List<RouteCandidate> candidates(Route route, ChatRequest request) {
		if (request.provider() != null) {
			return ofProvider(route, request.provider(), request.model());
		}
		return (request.model() != null) ? ofModel(route, request.model()) : route.candidates();
	}

	private List<RouteCandidate> ofProvider(Route route, String provider, @Nullable String model) {
		if (!this.providers.containsKey(provider)) {
			throw noCandidate(
					"Provider '" + provider + "' does not exist; providers are " + quoted(this.providers.keySet()));
		}
		if (model != null) {
			return List.of(new RouteCandidate(provider, model));
		}
		List<RouteCandidate> routed = route.candidates()
			.stream()
			.filter((candidate) -> candidate.provider().equals(provider))
			.toList();
		return routed.isEmpty() ? List.of(new RouteCandidate(provider, null)) : routed;
	}

	private List<RouteCandidate> ofModel(Route route, String model) {
		List<RouteCandidate> matching = route.candidates()
			.stream()
			.filter((candidate) -> serves(candidate, model))
			.map((candidate) -> candidate.withModel(model))
			.toList();
		if (matching.isEmpty()) {
			throw noCandidate("No candidate of route '" + route.name() + "' serves model '" + model
					+ "'; name one of their models, or a provider with it");
		}
		return matching;
	}

	private boolean serves(RouteCandidate candidate, String model) {
		if (candidate.model() != null) {
			return candidate.model().equals(model);
		}
		List<String> models = provider(candidate).models();
		return models.isEmpty() || models.contains(model);
	}

	private static RouteException noCandidate(String message) {
		return new RouteException(message, ErrorDetails.of(ErrorType.NO_CANDIDATE), null);
	}

	private static String quoted(Set<String> names) {
		return names.stream().map((name) -> "'" + name + "'").collect(Collectors.joining(", "));
	}

}
