package io.llmrouter.springai;

import java.util.Set;

import io.llmrouter.chat.ChatRequestBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What the option {@code model} of Spring AI may name: a route, else a provider, else
 * {@code provider/model}, else a model or an alias, which the router looks up in its
 * default route. Immutable.
 *
 * @param routes the names of the routes
 * @param providers the names of the providers
 * @since 0.1.0
 */
public record ModelNames(Set<String> routes, Set<String> providers) {

	public ModelNames {
		routes = Set.copyOf(routes);
		providers = Set.copyOf(providers);
	}

	void address(ChatRequestBuilder request, @Nullable String name) {
		if (name == null || name.isBlank()) {
			return;
		}
		int slash = name.indexOf('/');
		if (this.routes.contains(name)) {
			request.route(name);
		}
		else if (this.providers.contains(name)) {
			request.provider(name);
		}
		else if (slash > 0 && slash < name.length() - 1 && this.providers.contains(name.substring(0, slash))) {
			request.provider(name.substring(0, slash)).model(name.substring(slash + 1));
		}
		else {
			request.model(name);
		}
	}

}
