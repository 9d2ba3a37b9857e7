package io.llmrouter.route;

import io.llmrouter.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * Estimate of what a call would cost at a candidate, before it is made. Thread-safe and
 * fast: it runs for each candidate of a call whose strategy wants prices.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CostFunction {

	/** Function that knows no price. */
	CostFunction UNKNOWN = (provider, model, request) -> Double.NaN;

	/**
	 * Estimate the price of a call.
	 * @param provider the configured name of the provider
	 * @param model the model it would be asked for; {@code null} where neither the route
	 * nor the provider names one
	 * @param request what to ask
	 * @return the price in US dollars, {@link Double#NaN} where the price is unknown
	 */
	double estimateUsd(String provider, @Nullable String model, ChatRequest request);

}
