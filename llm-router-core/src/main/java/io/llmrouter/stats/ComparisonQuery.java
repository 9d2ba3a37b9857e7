package io.llmrouter.stats;

import org.jspecify.annotations.Nullable;

/**
 * What to compare, and how to show it. Provider and model select rows; they change no
 * figure and no rank.
 *
 * @param window the span of time to look back on
 * @param provider the provider to select, or {@code null} for all
 * @param model the model label to select, with the providers that have it, or
 * {@code null} for all
 * @param sort the order of the rows
 * @param weights what the score is made of, or {@code null} for no score unless rows are
 * sorted by it, which is then made of {@link Weights#defaults()}
 * @since 0.1.0
 */
public record ComparisonQuery(Window window, @Nullable String provider, @Nullable String model, Sort sort,
		@Nullable Weights weights) {

	/**
	 * Ask for everything, best first.
	 * @param window the span of time to look back on
	 * @return the query
	 */
	public static ComparisonQuery of(Window window) {
		return new ComparisonQuery(window, null, null, Sort.RANK, null);
	}

	/**
	 * Select one provider.
	 * @param name the provider, or {@code null} for all
	 * @return a copy that selects it
	 */
	public ComparisonQuery withProvider(@Nullable String name) {
		return new ComparisonQuery(this.window, name, this.model, this.sort, this.weights);
	}

	/**
	 * Select one model.
	 * @param label the model label, or {@code null} for all
	 * @return a copy that selects it
	 */
	public ComparisonQuery withModel(@Nullable String label) {
		return new ComparisonQuery(this.window, this.provider, label, this.sort, this.weights);
	}

	/**
	 * Choose the order of the rows.
	 * @param order the order
	 * @return a copy with this order
	 */
	public ComparisonQuery withSort(Sort order) {
		return new ComparisonQuery(this.window, this.provider, this.model, order, this.weights);
	}

	/**
	 * Ask for a score.
	 * @param shares what the score is made of, or {@code null} for none
	 * @return a copy with this score
	 */
	public ComparisonQuery withWeights(@Nullable Weights shares) {
		return new ComparisonQuery(this.window, this.provider, this.model, this.sort, shares);
	}

	@Nullable Weights scored() {
		return (this.weights == null && this.sort == Sort.SCORE) ? Weights.defaults() : this.weights;
	}

	boolean selects(ProviderComparison row) {
		return (this.provider == null || this.provider.equals(row.provider()))
				&& (this.model == null || this.model.equals(row.model()));
	}

}
