package io.llmrouter.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.llmrouter.provider.ChatProvider;
import io.llmrouter.route.Route;
import io.llmrouter.route.RouteCandidate;
import org.jspecify.annotations.Nullable;

/**
 * Catalogue of configured routes, aliases and providers. A name is that of a route, else
 * of an alias, else {@code provider/model}, else that of a model, which goes to the
 * default route where one of its candidates serves it and otherwise to the first provider
 * that has it. Only models that a provider is set up for can be named: they are what its
 * key is meant to pay for.
 *
 * @since 0.1.0
 */
public final class ConfiguredModelCatalog implements ModelCatalog {

	private static final String ROUTER = "llm-router";

	private final Map<String, List<RouteCandidate>> routes;

	private final List<String> aliases;

	private final Map<String, List<String>> providers = new LinkedHashMap<>();

	/**
	 * Create a catalogue.
	 * @param routes the candidates of each route; a missing default route has all
	 * providers as candidates
	 * @param aliases further names of models, which the router knows
	 * @param providers the providers
	 */
	public ConfiguredModelCatalog(Map<String, List<RouteCandidate>> routes, Collection<String> aliases,
			Collection<? extends ChatProvider> providers) {
		this.aliases = List.copyOf(aliases);
		providers.forEach((provider) -> this.providers.put(provider.name(), provider.models()));
		this.routes = new LinkedHashMap<>(routes);
		this.routes.computeIfAbsent(Route.DEFAULT,
				(name) -> this.providers.keySet().stream().map(RouteCandidate::of).toList());
	}

	@Override
	public @Nullable Target find(String name) {
		if (this.routes.containsKey(name)) {
			return new Target(name, null, null);
		}
		if (this.aliases.contains(name)) {
			return new Target(null, null, name);
		}
		int slash = name.indexOf('/');
		if (slash > 0 && has(name.substring(0, slash), name.substring(slash + 1))) {
			return new Target(null, name.substring(0, slash), name.substring(slash + 1));
		}
		return model(name);
	}

	private @Nullable Target model(String name) {
		if (routes(Route.DEFAULT).stream().anyMatch((candidate) -> serves(candidate, name))) {
			return new Target(null, null, name);
		}
		for (String provider : this.providers.keySet()) {
			if (has(provider, name)) {
				return new Target(null, provider, name);
			}
		}
		return null;
	}

	private boolean serves(RouteCandidate candidate, String model) {
		return (candidate.model() != null) ? candidate.model().equals(model) : has(candidate.provider(), model);
	}

	private boolean has(String provider, String model) {
		return this.providers.getOrDefault(provider, List.of()).contains(model);
	}

	private List<RouteCandidate> routes(String name) {
		return Objects.requireNonNull(this.routes.get(name));
	}

	@Override
	public List<Model> models() {
		List<Model> models = new ArrayList<>();
		this.routes.keySet().forEach((route) -> models.add(new Model(route, ROUTER)));
		this.aliases.forEach((alias) -> models.add(new Model(alias, ROUTER)));
		this.providers.forEach(
				(provider, names) -> names.forEach((model) -> models.add(new Model(provider + "/" + model, provider))));
		return models;
	}

}
