package io.llmrouter.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.llmrouter.provider.EmbeddingProvider;
import org.jspecify.annotations.Nullable;

/**
 * Embedding models by the names that callers may use: {@code provider/model}, or the
 * model alone, which is that of the first provider that has it. Thread-safe.
 *
 * @since 0.1.0
 */
public final class EmbeddingModels {

	private final List<Target> targets = new ArrayList<>();

	/**
	 * Create the models.
	 * @param providers the providers; one that does not tell its models cannot be named
	 */
	public EmbeddingModels(Collection<? extends EmbeddingProvider> providers) {
		for (EmbeddingProvider provider : providers) {
			provider.models().forEach((model) -> this.targets.add(new Target(provider, model)));
		}
	}

	/**
	 * Return what a name stands for.
	 * @param name the name, as the caller wrote it
	 * @return the provider and its model, or {@code null} where nothing has this name
	 */
	public @Nullable Target find(String name) {
		for (Target target : this.targets) {
			if (name.equals(target.id())) {
				return target;
			}
		}
		return this.targets.stream().filter((target) -> name.equals(target.model())).findFirst().orElse(null);
	}

	List<ModelCatalog.Model> models() {
		return this.targets.stream()
			.map((target) -> new ModelCatalog.Model(target.id(), target.provider().name()))
			.toList();
	}

	/**
	 * Embedding model.
	 *
	 * @param provider the provider that has it
	 * @param model its name
	 */
	public record Target(EmbeddingProvider provider, String model) {

		String id() {
			return this.provider.name() + "/" + this.model;
		}

	}

}
