package io.llmrouter.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.llmrouter.stats.ComparisonQuery;
import io.llmrouter.stats.ComparisonSnapshot;
import io.llmrouter.stats.LatencyDistribution;
import io.llmrouter.stats.LlmMetrics;
import io.llmrouter.stats.MinuteHistory;
import io.llmrouter.stats.ProviderComparison;
import io.llmrouter.stats.Sort;
import io.llmrouter.stats.Weights;
import io.llmrouter.stats.Window;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} that compares providers by the calls of this application. It
 * is served at {@code llm-metrics}; the id has no dash because Boot warns of one.
 *
 * @since 0.1.0
 */
@Endpoint(id = "llmMetrics", defaultAccess = Access.READ_ONLY)
public class LlmMetricsEndpoint {

	private static final Window DEFAULT_WINDOW = Window.FIVE_MINUTES;

	private static final int MAX_MINUTES = 60;

	private static final Pattern MINUTES = Pattern.compile("[1-9]|[1-5][0-9]|60");

	private final LlmMetrics metrics;

	/**
	 * Create an endpoint.
	 * @param metrics what it shows
	 */
	public LlmMetricsEndpoint(LlmMetrics metrics) {
		this.metrics = metrics;
	}

	/**
	 * Compare all providers and models, or those asked for.
	 * @param window the window: {@code 1m}, {@code 5m} (default), {@code 1h} or
	 * {@code all}
	 * @param provider the provider to select
	 * @param model the model to select
	 * @param sort the order: {@code rank} (default), {@code success}, {@code latency},
	 * {@code first-token}, {@code throughput}, {@code cost}, {@code score} (default with
	 * weights) or {@code name}
	 * @param weights what the score is made of, see {@link Weights#parse(String)}
	 * @param history {@code true} to add the last hour by the minute, or how many minutes
	 * of it
	 * @param distribution whether to add how latencies are distributed
	 * @param rollUp {@code false} to leave out the figures of providers, all models
	 * together
	 * @return the comparison
	 */
	@ReadOperation
	public Mono<ComparisonDescriptor> compare(@Nullable String window, @Nullable String provider,
			@Nullable String model, @Nullable String sort, @Nullable String weights, @Nullable String history,
			@Nullable Boolean distribution, @Nullable Boolean rollUp) {
		return describe(query(window, sort, weights).withProvider(provider).withModel(model), minutes(history),
				Boolean.TRUE.equals(distribution))
			.map((descriptor) -> Boolean.FALSE.equals(rollUp) ? descriptor.withoutProviders() : descriptor);
	}

	/**
	 * Compare the models of one provider.
	 * @param provider the provider
	 * @param window the window, as for all providers
	 * @param sort the order
	 * @param weights what the score is made of
	 * @param history {@code true} to add the last hour by the minute, or how many minutes
	 * of it
	 * @return the comparison
	 */
	@ReadOperation
	public Mono<ComparisonDescriptor> compareProvider(@Selector String provider, @Nullable String window,
			@Nullable String sort, @Nullable String weights, @Nullable String history) {
		return describe(query(window, sort, weights).withProvider(provider), minutes(history), false);
	}

	/**
	 * Show one model of one provider.
	 * @param provider the provider
	 * @param model the model
	 * @param window the window, as for all providers
	 * @param history {@code true} to add the last hour by the minute, or how many minutes
	 * of it
	 * @return the comparison
	 */
	@ReadOperation
	public Mono<ComparisonDescriptor> compareModel(@Selector String provider, @Selector String model,
			@Nullable String window, @Nullable String history) {
		return describe(query(window, null, null).withProvider(provider).withModel(model), minutes(history), false);
	}

	/**
	 * Forget all calls of the comparison. Meters are not touched.
	 */
	@DeleteOperation
	public void reset() {
		this.metrics.reset();
	}

	// A bad parameter is thrown here and not signalled: only so it is a 400 on MVC too.
	private static ComparisonQuery query(@Nullable String window, @Nullable String sort, @Nullable String weights) {
		Window span = (window != null) ? parsed(window, Window::parse) : DEFAULT_WINDOW;
		Weights shares = (weights != null) ? parsed(weights, Weights::parse) : null;
		Sort fallback = (shares != null) ? Sort.SCORE : Sort.RANK;
		Sort order = (sort != null) ? parsed(sort, Sort::parse) : fallback;
		return ComparisonQuery.of(span).withSort(order).withWeights(shares);
	}

	private static <T> T parsed(String text, Function<String, T> parser) {
		try {
			return parser.apply(text);
		}
		catch (IllegalArgumentException ex) {
			String problem = String.valueOf(ex.getMessage());
			throw new InvalidEndpointRequestException(problem, problem);
		}
	}

	private static int minutes(@Nullable String history) {
		if (history == null || history.equals("false")) {
			return 0;
		}
		return history.equals("true") ? MAX_MINUTES : parsed(history, LlmMetricsEndpoint::number);
	}

	private static int number(String minutes) {
		if (!MINUTES.matcher(minutes).matches()) {
			throw new IllegalArgumentException(
					"History '" + minutes + "' is unknown; allowed are 'true', 'false' and 1 to " + MAX_MINUTES);
		}
		return Integer.parseInt(minutes);
	}

	private Mono<ComparisonDescriptor> describe(ComparisonQuery query, int minutes, boolean distribution) {
		return Mono.fromSupplier(() -> {
			ComparisonSnapshot snapshot = this.metrics.compare(query);
			return ComparisonDescriptor.of(snapshot,
					(minutes > 0) ? history(query, snapshot.generatedAt().minus(Duration.ofMinutes(minutes))) : null,
					distribution ? this.metrics.distributions(query) : null);
		});
	}

	private List<MinuteHistory> history(ComparisonQuery query, Instant after) {
		return this.metrics.history(query.provider(), query.model())
			.stream()
			.map((history) -> history.after(after))
			.filter((history) -> !history.minutes().isEmpty())
			.toList();
	}

	/**
	 * Answer of the endpoint.
	 *
	 * @param generatedAt when it was made
	 * @param window the window it looks back on
	 * @param since the beginning of the oldest part of the window
	 * @param pricesAsOf the day on which the prices were right, or {@code null} where it
	 * is not known
	 * @param ranking one row per provider and model
	 * @param providers one row per provider, all models together, or {@code null} where
	 * it was not wanted
	 * @param history the last hour by the minute, or {@code null} where it was not asked
	 * for
	 * @param distribution how latencies are distributed, or {@code null} where it was not
	 * asked for
	 */
	public record ComparisonDescriptor(Instant generatedAt, String window, Instant since,
			@Nullable LocalDate pricesAsOf, List<ProviderComparison> ranking,
			@Nullable List<ProviderComparison> providers, @Nullable List<MinuteHistory> history,
			@Nullable List<LatencyDistribution> distribution) implements OperationResponseBody {

		static ComparisonDescriptor of(ComparisonSnapshot snapshot, @Nullable List<MinuteHistory> history,
				@Nullable List<LatencyDistribution> distribution) {
			return new ComparisonDescriptor(snapshot.generatedAt(), snapshot.window().code(), snapshot.since(),
					snapshot.pricesAsOf(), snapshot.ranking(), snapshot.providers(), history, distribution);
		}

		ComparisonDescriptor withoutProviders() {
			return new ComparisonDescriptor(this.generatedAt, this.window, this.since, this.pricesAsOf, this.ranking,
					null, this.history, this.distribution);
		}

	}

}
