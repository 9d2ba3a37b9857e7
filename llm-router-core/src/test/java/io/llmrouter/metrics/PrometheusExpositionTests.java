package io.llmrouter.metrics;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.Price;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.route.ExtraAttempt;
import io.llmrouter.route.ExtraAttempt.Kind;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

class PrometheusExpositionTests {

	private static final Pattern TAG_KEY = Pattern.compile("[{,]([a-z_]+)=\"");

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final ObservationRegistry observationRegistry = ObservationRegistry.create();

	private final MicrometerCallObservations observations = new MicrometerCallObservations(this.observationRegistry,
			null);

	private final MicrometerCallListener calls = new MicrometerCallListener(this.registry,
			new CallCosts((provider, model) -> Price.of(BigDecimal.ONE, BigDecimal.TEN)));

	private final MicrometerRequestListener requests = new MicrometerRequestListener(this.registry);

	@BeforeEach
	void setUp() {
		this.registry.config().meterFilter(new LlmRouterMeterFilter());
		this.observationRegistry.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(this.registry));
	}

	@Test
	void everyNameIsTheDocumentedOne() {
		recordEverything();
		assertThat(samples().map((line) -> line.replaceAll("[{ ].*", "")).distinct().sorted()).containsExactly(
				"llm_router_attempt_active_seconds_count", "llm_router_attempt_active_seconds_max",
				"llm_router_attempt_active_seconds_sum", "llm_router_attempt_seconds_bucket",
				"llm_router_attempt_seconds_count", "llm_router_attempt_seconds_max", "llm_router_attempt_seconds_sum",
				"llm_router_cost_usd_total", "llm_router_embeddings_active_seconds_count",
				"llm_router_embeddings_active_seconds_max", "llm_router_embeddings_active_seconds_sum",
				"llm_router_embeddings_seconds_bucket", "llm_router_embeddings_seconds_count",
				"llm_router_embeddings_seconds_max", "llm_router_embeddings_seconds_sum", "llm_router_fallbacks_total",
				"llm_router_hedges_total", "llm_router_overhead_seconds_bucket", "llm_router_overhead_seconds_count",
				"llm_router_overhead_seconds_max", "llm_router_overhead_seconds_sum", "llm_router_rejected_total",
				"llm_router_request_seconds_bucket", "llm_router_request_seconds_count",
				"llm_router_request_seconds_max", "llm_router_request_seconds_sum", "llm_router_retries_total",
				"llm_router_time_per_output_token_seconds_bucket", "llm_router_time_per_output_token_seconds_count",
				"llm_router_time_per_output_token_seconds_max", "llm_router_time_per_output_token_seconds_sum",
				"llm_router_time_to_first_token_seconds_bucket", "llm_router_time_to_first_token_seconds_count",
				"llm_router_time_to_first_token_seconds_max", "llm_router_time_to_first_token_seconds_sum",
				"llm_router_tokens_detail_total", "llm_router_tokens_estimated_total", "llm_router_tokens_total",
				"llm_router_unpriced_total");
	}

	@Test
	void everyNameHasOneSetOfTags() {
		recordEverything();
		assertThat(tagKeys("llm_router_attempt_seconds_count"))
			.containsOnly("error error_type model outcome provider stream");
		assertThat(tagKeys("llm_router_attempt_active_seconds_count")).containsOnly("model provider stream");
		assertThat(tagKeys("llm_router_embeddings_seconds_count"))
			.containsOnly("error error_type model outcome provider");
		assertThat(tagKeys("llm_router_embeddings_active_seconds_count")).containsOnly("model provider");
		assertThat(tagKeys("llm_router_time_to_first_token_seconds_count")).containsOnly("model provider");
		assertThat(tagKeys("llm_router_time_per_output_token_seconds_count")).containsOnly("model provider");
		assertThat(tagKeys("llm_router_tokens_total")).containsOnly("model provider type");
		assertThat(tagKeys("llm_router_tokens_detail_total")).containsOnly("model provider type");
		assertThat(tagKeys("llm_router_tokens_estimated_total")).containsOnly("model provider type");
		assertThat(tagKeys("llm_router_cost_usd_total")).containsOnly("kind model provider");
		assertThat(tagKeys("llm_router_unpriced_total")).containsOnly("model provider");
		assertThat(tagKeys("llm_router_request_seconds_count")).containsOnly("error_type outcome route stream");
		assertThat(tagKeys("llm_router_retries_total")).containsOnly("error_type provider route");
		assertThat(tagKeys("llm_router_rejected_total")).containsOnly("error_type route");
	}

	@Test
	void everyMetricHasHelp() {
		recordEverything();
		assertThat(this.registry.scrape().lines().filter((line) -> line.startsWith("# HELP"))).hasSize(25)
			.allMatch((line) -> line.matches("# HELP \\S+ \\S.*"));
	}

	@Test
	void lastFiniteBucketIs300Seconds() {
		observe(Calls.started("openai", "gpt-5-mini", false), null);
		assertThat(attemptBuckets()).hasSize(13).startsWith("0.1").endsWith("120.0", "300.0", "+Inf");
	}

	@Test
	void failureHasTheLastBucketsOnly() {
		StartedCall start = Calls.started("openai", "gpt-5-mini", false);
		observe(start, new ProviderException("planned", ErrorDetails.of(ErrorType.OVERLOADED)));
		assertThat(attemptBuckets()).containsExactly("300.0", "+Inf");
	}

	@Test
	void successHasErrorTypeNone() {
		observe(Calls.started("openai", "gpt-5-mini", false), null);
		assertThat(samples()).contains("llm_router_attempt_seconds_count{error=\"none\",error_type=\"none\","
				+ "model=\"gpt-5-mini\",outcome=\"success\",provider=\"openai\",stream=\"false\"} 1");
	}

	@Test
	void quoteBackslashAndNewlineInModelSurvive() {
		StartedCall start = Calls.started("openai", "a\"b\\c\nd", false);
		observe(start, null);
		this.calls.callEnded(Calls.succeeded(start, TokenUsage.of(3, 4)));
		assertThat(samples())
			.contains("llm_router_tokens_total{model=\"a\\\"b\\\\c\\nd\",provider=\"openai\",type=\"input\"} 3.0");
		assertThat(samples()).anyMatch((line) -> line.startsWith("llm_router_attempt_seconds_count")
				&& line.contains("model=\"a\\\"b\\\\c\\nd\""));
	}

	private void recordEverything() {
		StartedCall stream = Calls.started("openai", "gpt-5-mini", true);
		observe(stream, null);
		observe(Calls.started("ollama", "llama", false),
				new ProviderException("down", ErrorDetails.of(ErrorType.CONNECTION)));
		StartedCall embeddings = new StartedCall("openai", "embed-1", null, false, null, 1, Instant.EPOCH,
				CallOperation.EMBEDDINGS);
		this.observations.start(embeddings, EmbeddingRequest.of("hi"), Context.empty())
			.end(Calls.succeeded(embeddings, null), null);
		this.calls.callEnded(Calls.streamed(stream, Duration.ofMillis(400), Duration.ofSeconds(2), 5));
		this.calls.callEnded(Calls.succeeded(stream, new TokenUsage(9L, 8L, 7L, 6L, 5L, false, null)));
		this.calls.callEnded(Calls.succeeded(stream, new TokenUsage(9L, 8L, null, null, null, true, null)));
		List<ExtraAttempt> extra = List.of(new ExtraAttempt(Kind.RETRY, "openai", ErrorType.OVERLOADED),
				new ExtraAttempt(Kind.FALLBACK, "openai", ErrorType.OVERLOADED),
				new ExtraAttempt(Kind.HEDGE, "openai", null));
		this.requests
			.requestEnded(Calls.routed("default", true, Outcome.SUCCESS, null, Duration.ofSeconds(4), 4, extra));
		this.requests.requestEnded(Calls.routed("default", false, Outcome.ERROR, ErrorType.NO_CANDIDATE,
				Duration.ofMillis(1), 0, List.of()));
	}

	private void observe(StartedCall start, @Nullable ProviderException failure) {
		CallObservation observation = this.observations.start(start, ChatRequest.user("hi"), Context.empty());
		ChatCall call = (failure != null) ? Calls.failed(start, failure.errorType()) : Calls.succeeded(start, null);
		observation.end(call, failure);
	}

	private Stream<String> samples() {
		return this.registry.scrape().lines().filter((line) -> !line.startsWith("#"));
	}

	private List<String> attemptBuckets() {
		return samples().filter((line) -> line.startsWith("llm_router_attempt_seconds_bucket"))
			.map((line) -> line.replaceAll(".*le=\"([^\"]+)\".*", "$1"))
			.toList();
	}

	private List<String> tagKeys(String name) {
		return samples().filter((line) -> line.startsWith(name + "{"))
			.map((line) -> String.join(" ", TAG_KEY.matcher(line).results().map((match) -> match.group(1)).toList()))
			.toList();
	}

}
