package io.llmrouter.gateway;

import java.util.Objects;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name the configured name of the key, or {@code anonymous} where there are no
 * keys
 * @param models the names that may stand as the model; empty for all
 * @since 0.1.0
 */
public record Caller(String name, Set<String> models) {

	/** The caller where there are no keys. */
	static final Caller ANONYMOUS = new Caller("anonymous", Set.of());

	public Caller {
		Objects.requireNonNull(name, "'name' must not be null");
		models = Set.copyOf(models);
	}

	boolean mayUse(String model) {
		return this.models.isEmpty() || this.models.contains(model);
	}

}
