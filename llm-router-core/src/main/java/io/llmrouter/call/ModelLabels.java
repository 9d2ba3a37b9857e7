package io.llmrouter.call;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Model labels of meters and statistics. A label is a configured model or one of two
 * constants, so that no caller can make the number of time series grow. Immutable.
 *
 * @since 0.1.0
 */
public final class ModelLabels {

	/** Label of a call that names no model to a provider that names none. */
	public static final String DEFAULT = "default";

	/** Label of a model that is not configured. */
	public static final String OTHER = "other";

	private final Map<String, Set<String>> routedModels;

	/**
	 * Create labels.
	 * @param routedModels the models that routes name, by provider
	 */
	public ModelLabels(Map<String, ? extends Collection<String>> routedModels) {
		this.routedModels = routedModels.entrySet()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, (entry) -> Set.copyOf(entry.getValue())));
	}

	/**
	 * Return labels for providers of which no route names a model.
	 * @return the labels
	 */
	public static ModelLabels none() {
		return new ModelLabels(Map.of());
	}

	/**
	 * Return the label of a call.
	 * @param provider the name of the provider
	 * @param configured the models the provider is set up for, the default first
	 * @param requested the requested model, or {@code null} where none was named
	 * @return the label
	 */
	public String label(String provider, List<String> configured, @Nullable String requested) {
		if (requested == null) {
			return configured.isEmpty() ? DEFAULT : configured.get(0);
		}
		if (configured.contains(requested) || this.routedModels.getOrDefault(provider, Set.of()).contains(requested)) {
			return requested;
		}
		return OTHER;
	}

}
