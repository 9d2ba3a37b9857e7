package io.llmrouter.metrics.opentelemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.metrics.LlmRouterMeterFilter;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.provider.ErrorType;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the names of OpenTelemetry's conventions, both generations.
 */
class OpenTelemetryTests {

	private static final StartedCall STREAM = new StartedCall("eu", "small", "small", true, "default", 2,
			Instant.EPOCH);

	private static final StartedCall EMBEDDINGS = new StartedCall("eu", "embed-1", null, false, null, 1, Instant.EPOCH,
			CallOperation.EMBEDDINGS);

	private static final TokenUsage USAGE = new TokenUsage(900L, 80L, 70L, 60L, 50L, false, null);

	private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final TestObservationRegistry observed = TestObservationRegistry.create();

	@ParameterizedTest
	@EnumSource
	void successHasTheNamesOfItsGeneration(OpenTelemetryGeneration generation) {
		record(generation, call(STREAM, Outcome.SUCCESS, null, USAGE));
		assertThat(names()).containsExactlyElementsOf((generation == OpenTelemetryGeneration.V1_41)
				? Stream
					.of("gen_ai_client_operation_duration_active_seconds", "gen_ai_client_operation_duration_seconds",
							"gen_ai_client_operation_time_to_first_chunk_seconds", "gen_ai_client_token_usage",
							"llm_router_time_per_output_token_seconds", "llm_router_unpriced_total")
					.toList()
				: Stream
					.of("gen_ai_client_inference_duration_active_seconds", "gen_ai_client_inference_duration_seconds",
							"gen_ai_client_inference_operation_input_tokens",
							"gen_ai_client_inference_operation_output_tokens",
							"gen_ai_client_inference_time_to_first_chunk_seconds",
							"gen_ai_client_inference_usage_cache_read_input_tokens_total",
							"gen_ai_client_inference_usage_cache_write_input_tokens_total",
							"gen_ai_client_inference_usage_input_tokens_total",
							"gen_ai_client_inference_usage_output_tokens_total",
							"gen_ai_client_inference_usage_reasoning_output_tokens_total",
							"llm_router_time_per_output_token_seconds", "llm_router_unpriced_total")
					.toList());
	}

	@Test
	void tokensOfTheOlderGenerationAreASummaryByType() {
		record(OpenTelemetryGeneration.V1_41, call(STREAM, Outcome.SUCCESS, null, USAGE));
		assertThat(samples()).contains(
				"gen_ai_client_token_usage_sum{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"azure.ai.openai\","
						+ "gen_ai_request_model=\"small\",gen_ai_token_type=\"input\",llm_router_provider=\"eu\"} 900.0",
				"gen_ai_client_token_usage_sum{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"azure.ai.openai\","
						+ "gen_ai_request_model=\"small\",gen_ai_token_type=\"output\",llm_router_provider=\"eu\"} 80.0");
	}

	@ParameterizedTest
	@CsvSource({ "input_tokens, 900", "output_tokens, 80", "cache_read_input_tokens, 70",
			"cache_write_input_tokens, 60", "reasoning_output_tokens, 50" })
	void tokensOfTheNewerGenerationAreCounters(String name, String value) {
		record(OpenTelemetryGeneration.LATEST, call(STREAM, Outcome.SUCCESS, null, USAGE));
		assertThat(samples()).contains("gen_ai_client_inference_usage_" + name
				+ "_total{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"azure.ai.openai\","
				+ "gen_ai_request_model=\"small\",gen_ai_token_modality=\"unknown\",llm_router_provider=\"eu\"} "
				+ value + ".0");
	}

	@Test
	void bucketsAreThePrescribedOnes() {
		record(OpenTelemetryGeneration.V1_41, call(STREAM, Outcome.SUCCESS, null, USAGE));
		assertThat(bounds("gen_ai_client_operation_duration_seconds_bucket")).containsExactly("0.01", "0.02", "0.04",
				"0.08", "0.16", "0.32", "0.64", "1.28", "2.56", "5.12", "10.24", "20.48", "40.96", "81.92", "+Inf");
		assertThat(bounds("gen_ai_client_token_usage_bucket")).containsExactly("1.0", "4.0", "16.0", "64.0", "256.0",
				"1024.0", "4096.0", "16384.0", "65536.0", "262144.0", "1048576.0", "4194304.0", "1.6777216E7",
				"6.7108864E7", "+Inf");
	}

	@ParameterizedTest
	@EnumSource
	void embeddingsKeepTheNameOfTheOlderGeneration(OpenTelemetryGeneration generation) {
		record(generation,
				call(EMBEDDINGS, Outcome.SUCCESS, null, new TokenUsage(7L, null, null, null, null, false, null)));
		assertThat(this.observed).hasSingleObservationThat()
			.hasNameEqualTo("gen_ai.client.operation.duration")
			.hasContextualNameEqualTo("embeddings embed-1")
			.hasLowCardinalityKeyValue("gen_ai.operation.name", "embeddings")
			.doesNotHaveHighCardinalityKeyValueWithKey("llm.router.attempt");
	}

	@Test
	void failureHasItsTypeAndASuccessNone() {
		record(OpenTelemetryGeneration.V1_41, call(STREAM, Outcome.SUCCESS, null, null));
		record(OpenTelemetryGeneration.V1_41, call(STREAM, Outcome.ERROR, ErrorType.OVERLOADED, null));
		record(OpenTelemetryGeneration.V1_41, call(STREAM, Outcome.CANCELLED, null, null));
		assertThat(samples().filter((line) -> line.startsWith("gen_ai_client_operation_duration_seconds_count"))
			.map((line) -> line.contains("error_type=") ? line.replaceAll(".*error_type=\"(\\w+)\".*", "$1")
					: "absent"))
			.containsExactlyInAnyOrder("absent", "overloaded", "cancelled");
	}

	@Test
	void spanHasTheAttributesOfTheConvention() {
		record(OpenTelemetryGeneration.LATEST, call(STREAM, Outcome.SUCCESS, null, USAGE));
		assertThat(this.observed).hasSingleObservationThat()
			.hasContextualNameEqualTo("chat small")
			.hasHighCardinalityKeyValue("gen_ai.request.stream", "true")
			.hasHighCardinalityKeyValue("gen_ai.response.finish_reasons", "stop")
			.hasHighCardinalityKeyValue("gen_ai.response.id", "resp-1")
			.hasHighCardinalityKeyValue("gen_ai.response.model", "echoed")
			.hasHighCardinalityKeyValue("gen_ai.response.time_to_first_chunk", "0.4")
			.hasHighCardinalityKeyValue("gen_ai.usage.input_tokens", "900")
			.hasHighCardinalityKeyValue("gen_ai.usage.output_tokens", "80")
			.hasHighCardinalityKeyValue("gen_ai.usage.cache_read.input_tokens", "70")
			.hasHighCardinalityKeyValue("gen_ai.usage.cache_write.input_tokens", "60")
			.hasHighCardinalityKeyValue("gen_ai.usage.reasoning.output_tokens", "50")
			.hasHighCardinalityKeyValue("llm.router.attempt", "2")
			.hasHighCardinalityKeyValue("llm.router.route", "default");
	}

	@Test
	void olderGenerationNamesTheWrittenCacheDifferently() {
		record(OpenTelemetryGeneration.V1_41, call(STREAM, Outcome.SUCCESS, null, USAGE));
		assertThat(this.observed).hasSingleObservationThat()
			.hasHighCardinalityKeyValue("gen_ai.usage.cache_creation.input_tokens", "60")
			.doesNotHaveHighCardinalityKeyValueWithKey("gen_ai.usage.cache_write.input_tokens");
	}

	@Test
	void estimatesAreInNoSpanAndKeepTheirCounter() {
		record(OpenTelemetryGeneration.LATEST,
				call(STREAM, Outcome.CANCELLED, null, new TokenUsage(9L, 8L, null, null, null, true, null)));
		assertThat(this.observed).hasSingleObservationThat()
			.doesNotHaveHighCardinalityKeyValueWithKey("gen_ai.usage.input_tokens");
		assertThat(names()).contains("llm_router_tokens_estimated_total")
			.doesNotContain("gen_ai_client_inference_usage_input_tokens_total");
	}

	@Test
	void tagsOfOnesOwnAreOnMetersAndObservation() {
		record(OpenTelemetryGeneration.LATEST,
				call(STREAM.withTags(Map.of("team", "search")), Outcome.SUCCESS, null, USAGE));
		assertThat(samples()).allMatch((line) -> line.contains("team=\"search\""));
	}

	@ParameterizedTest
	@CsvSource({ "openai, openai", "anthropic, anthropic", "gemini, gcp.gemini", "azure-openai, azure.ai.openai",
			"mistral, mistral_ai", "xai, x_ai", "openai-compatible, openai", "deepseek, deepseek", "groq, groq",
			"ollama, ollama" })
	void typesHaveTheNamesOfTheConvention(String type, String name) {
		assertThat(OpenTelemetryNaming.providerName(type)).isEqualTo(name);
	}

	@Test
	void providerWithoutAKnownTypeHasItsOwnName() {
		StartedCall mine = new StartedCall("mine", "small", null, false, null, 1, Instant.EPOCH);
		record(OpenTelemetryGeneration.V1_41, call(mine, Outcome.SUCCESS, null, USAGE));
		assertThat(this.observed).hasSingleObservationThat()
			.hasLowCardinalityKeyValue("gen_ai.provider.name", "mine")
			.hasLowCardinalityKeyValue("llm.router.provider", "mine");
	}

	@Test
	void spanDetailsCanBeSpared() {
		OpenTelemetryNaming naming = new OpenTelemetryNaming(OpenTelemetryGeneration.V1_41, Map.of());
		new MicrometerCallObservations(this.observed, null, new OpenTelemetryChatConvention(naming, false), null, false)
			.start(STREAM, ChatRequest.user("hi"), Context.empty())
			.end(call(STREAM, Outcome.SUCCESS, null, USAGE), null);
		assertThat(this.observed).hasSingleObservationThat()
			.hasOnlyKeys("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model",
					"llm.router.provider");
	}

	private void record(OpenTelemetryGeneration generation, ChatCall call) {
		this.meters.config().meterFilter(new LlmRouterMeterFilter(Map.of(), true));
		this.observed.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.meters));
		OpenTelemetryNaming naming = new OpenTelemetryNaming(generation, Map.of("eu", "azure.ai.openai"));
		MicrometerCallObservations observations = new MicrometerCallObservations(this.observed, null,
				new OpenTelemetryChatConvention(naming, true), new OpenTelemetryEmbeddingConvention(naming, true),
				true);
		((call.operation() == CallOperation.CHAT)
				? observations.start(call.start(), ChatRequest.user("hi"), Context.empty())
				: observations.start(call.start(), EmbeddingRequest.of("hi"), Context.empty()))
			.end(call, null);
		new MicrometerCallListener(this.meters, CallCosts.none(), naming).callEnded(call);
	}

	private static ChatCall call(StartedCall start, Outcome outcome, @Nullable ErrorType type,
			@Nullable TokenUsage usage) {
		boolean stream = start.stream();
		return new ChatCall(start, Duration.ofSeconds(3), stream ? Duration.ofMillis(400) : null,
				stream ? Duration.ofSeconds(2) : null, stream ? 5 : 0, outcome, type, null, "resp-1", "echoed",
				stream ? FinishReason.STOP : null, usage);
	}

	private Stream<String> samples() {
		return this.meters.scrape().lines().filter((line) -> !line.startsWith("#"));
	}

	private Stream<String> names() {
		return samples().map((line) -> line.replaceAll("[{ ].*", "").replaceAll("_(bucket|count|sum|max)$", ""))
			.distinct()
			.sorted();
	}

	private Stream<String> bounds(String name) {
		return samples().filter((line) -> line.startsWith(name) && !line.contains("\"output\""))
			.map((line) -> line.replaceAll(".*le=\"([^\"]+)\".*", "$1"));
	}

}
