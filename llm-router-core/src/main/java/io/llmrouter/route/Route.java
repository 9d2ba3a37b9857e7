package io.llmrouter.route;

import java.util.List;
import java.util.Objects;

/**
 * Named way of serving a logical call.
 *
 * @param name the name, unique within a router
 * @param strategy the order in which candidates are asked
 * @param candidates the candidates, at least one
 * @param settings the limits
 * @since 0.1.0
 */
public record Route(String name, RoutingStrategy strategy, List<RouteCandidate> candidates, RouteSettings settings) {

	/** Name of the route that serves requests which name none. */
	public static final String DEFAULT = "default";

	public Route {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(strategy, "'strategy' must not be null");
		Objects.requireNonNull(settings, "'settings' must not be null");
		candidates = List.copyOf(candidates);
		if (candidates.isEmpty()) {
			throw new IllegalArgumentException(
					"Route '" + name + "' has no candidates; name at least one provider in it");
		}
	}

}
