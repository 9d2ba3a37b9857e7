package io.llmrouter.actuate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;

import io.llmrouter.stats.ComparisonSnapshot;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.ProviderComparison;
import io.llmrouter.stats.Sort;
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

	private final ComparisonStatistics statistics;

	/**
	 * Create an endpoint.
	 * @param statistics what it shows
	 */
	public LlmMetricsEndpoint(ComparisonStatistics statistics) {
		this.statistics = statistics;
	}

	/**
	 * Compare all providers and models, or those asked for.
	 * @param window the window: {@code 1m}, {@code 5m} (default), {@code 1h} or
	 * {@code all}
	 * @param provider the provider to select
	 * @param model the model to select
	 * @param sort the order: {@code rank} (default), {@code success}, {@code latency},
	 * {@code first-token}, {@code throughput} or {@code name}
	 * @return the comparison
	 */
	@ReadOperation
	public Mono<ComparisonDescriptor> compare(@Nullable String window, @Nullable String provider,
			@Nullable String model, @Nullable String sort) {
		return describe(window, provider, model, sort);
	}

	/**
	 * Compare the models of one provider.
	 * @param provider the provider
	 * @param window the window, see {@link #compare(String, String, String, String)
	 * compare}
	 * @param sort the order, see {@link #compare(String, String, String, String) compare}
	 * @return the comparison
	 */
	@ReadOperation
	public Mono<ComparisonDescriptor> compareProvider(@Selector String provider, @Nullable String window,
			@Nullable String sort) {
		return describe(window, provider, null, sort);
	}

	/**
	 * Show one model of one provider.
	 * @param provider the provider
	 * @param model the model
	 * @param window the window, see {@link #compare(String, String, String, String)
	 * compare}
	 * @return the comparison
	 */
	@ReadOperation
	public Mono<ComparisonDescriptor> compareModel(@Selector String provider, @Selector String model,
			@Nullable String window) {
		return describe(window, provider, model, null);
	}

	/**
	 * Forget all calls of the comparison. Meters are not touched.
	 */
	@DeleteOperation
	public void reset() {
		this.statistics.reset();
	}

	// A bad parameter is thrown here and not signalled: only so it is a 400 on MVC too.
	private Mono<ComparisonDescriptor> describe(@Nullable String window, @Nullable String provider,
			@Nullable String model, @Nullable String sort) {
		Window span = parsed(window, DEFAULT_WINDOW, Window::parse);
		Sort order = parsed(sort, Sort.RANK, Sort::parse);
		return Mono.fromSupplier(() -> ComparisonDescriptor.of(this.statistics.compare(span, provider, model, order)));
	}

	private static <T> T parsed(@Nullable String text, T fallback, Function<String, T> parser) {
		try {
			return (text != null) ? parser.apply(text) : fallback;
		}
		catch (IllegalArgumentException ex) {
			String problem = String.valueOf(ex.getMessage());
			throw new InvalidEndpointRequestException(problem, problem);
		}
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
	 * @param providers one row per provider, all models together
	 */
	public record ComparisonDescriptor(Instant generatedAt, String window, Instant since,
			@Nullable LocalDate pricesAsOf, List<ProviderComparison> ranking,
			List<ProviderComparison> providers) implements OperationResponseBody {

		static ComparisonDescriptor of(ComparisonSnapshot snapshot) {
			return new ComparisonDescriptor(snapshot.generatedAt(), snapshot.window().code(), snapshot.since(),
					snapshot.pricesAsOf(), snapshot.ranking().stream().map(Rounding::round).toList(),
					snapshot.providers().stream().map(Rounding::round).toList());
		}

	}

}
