package io.llmrouter.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.ObservedChatProvider;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.openai.OpenAiChatProvider;
import io.llmrouter.provider.openai.OpenAiSettings;
import io.llmrouter.testing.ScriptedServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.handler.TracingAwareMeterObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Follows a call through a tracer, set up as Spring Boot does it, down to the HTTP client
 * and to the exemplars of a scrape.
 */
class TracingTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final ChatRequest REQUEST = ChatRequest.user("confidential question");

	private final InMemorySpanExporter spans = InMemorySpanExporter.create();

	private final SdkTracerProvider provider = SdkTracerProvider.builder()
		.addSpanProcessor(SimpleSpanProcessor.create(this.spans))
		.build();

	private final OtelTracer tracer = new OtelTracer(this.provider.get("test"), new OtelCurrentTraceContext(),
			(event) -> {
			});

	private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT,
			new PrometheusRegistry(), Clock.SYSTEM, new CurrentSpan(this.tracer));

	private final ObservationRegistry observations = ObservationRegistry.create();

	private final ScriptedServer server = new ScriptedServer();

	TracingTests() {
		this.meters.config().meterFilter(new LlmRouterMeterFilter());
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), this.provider.get("test"));
		this.observations.observationConfig()
			.observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(this.tracer, propagator),
					new DefaultTracingObservationHandler(this.tracer)))
			.observationHandler(new TracingAwareMeterObservationHandler<>(
					new DefaultMeterObservationHandler(this.meters), this.tracer));
	}

	@AfterEach
	void close() {
		this.server.close();
		this.provider.close();
	}

	private ObservedChatProvider provider() {
		OpenAiSettings settings = OpenAiSettings.compatible("test", this.server.uri(), "sk-canary-0123456789",
				List.of("gpt-test"));
		OpenAiChatProvider chat = new OpenAiChatProvider(settings,
				WebClient.builder().observationRegistry(this.observations).build(), JsonMapper.shared(),
				TimeSource.SYSTEM, Schedulers.parallel());
		return new ObservedChatProvider(chat, new CallObserver(List.of(new MicrometerCallListener(this.meters)),
				new MicrometerCallObservations(this.observations, null), new ModelLabels(Map.of()), TimeSource.SYSTEM));
	}

	private void stream(@Nullable Observation parent) {
		this.server.script((connection) -> connection.beginEvents()
			.events("{\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"confidential\"}}]}",
					"{\"choices\":[{\"delta\":{\"content\":\" answer\"},\"finish_reason\":\"stop\"}],"
							+ "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}",
					"[DONE]")
			.end());
		provider().stream(REQUEST)
			.contextWrite((context) -> (parent != null) ? context.put("micrometer.observation", parent) : context)
			.blockLast(PATIENCE);
	}

	@Test
	void attemptIsTheParentOfTheHttpClientAndTheChildOfTheApplication() {
		Observation application = Observation.start("application", this.observations);
		stream(application);
		application.stop();
		SpanData attempt = span("chat gpt-test");
		assertThat(attempt.getParentSpanId()).isEqualTo(span("application").getSpanId());
		SpanData http = span("http post");
		assertThat(http.getParentSpanId()).isEqualTo(attempt.getSpanId());
		assertThat(http.getTraceId()).isEqualTo(attempt.getTraceId());
		assertThat(this.server.requests().get(0).headers().get("traceparent")).contains(http.getTraceId(),
				http.getSpanId());
	}

	@Test
	void spanTellsWhatTheMeterDoesNotAndNoContent() {
		stream(null);
		SpanData attempt = span("chat gpt-test");
		assertThat(attempt.getAttributes().get(AttributeKey.stringKey("provider"))).isEqualTo("test");
		assertThat(attempt.getAttributes().get(AttributeKey.stringKey("output_tokens"))).isEqualTo("2");
		assertThat(attempt.getAttributes().get(AttributeKey.stringKey("finish_reason"))).isEqualTo("stop");
		assertThat(this.spans.getFinishedSpanItems())
			.allSatisfy((span) -> assertThat(span.toString()).doesNotContain("confidential", "canary", "question"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "llm_router_attempt_seconds_bucket", "llm_router_time_to_first_token_seconds_bucket",
			"llm_router_tokens_total" })
	void meterHasTheAttemptAsItsExemplar(String meter) {
		stream(null);
		SpanData attempt = span("chat gpt-test");
		assertThat(this.meters.scrape("application/openmetrics-text; version=1.0.0").lines()).anyMatch(
				(line) -> line.startsWith(meter + "{") && line.contains("trace_id=\"" + attempt.getTraceId() + "\"")
						&& line.contains("span_id=\"" + attempt.getSpanId() + "\""));
	}

	@Test
	void noScopeIsLeftOpen() {
		stream(null);
		assertThat(this.observations.getCurrentObservation()).isNull();
		assertThat(this.tracer.currentSpan()).isNull();
	}

	private SpanData span(String name) {
		return this.spans.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getName().equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No span '" + name + "' in " + this.spans.getFinishedSpanItems()));
	}

	/**
	 * Span of the thread, as Boot tells it to the registry.
	 *
	 * @param tracer the tracer
	 */
	private record CurrentSpan(Tracer tracer) implements SpanContext {

		@Override
		public @Nullable String getCurrentTraceId() {
			Span span = this.tracer.currentSpan();
			return (span != null) ? span.context().traceId() : null;
		}

		@Override
		public @Nullable String getCurrentSpanId() {
			Span span = this.tracer.currentSpan();
			return (span != null) ? span.context().spanId() : null;
		}

		@Override
		public boolean isCurrentSpanSampled() {
			Span span = this.tracer.currentSpan();
			return span != null && Boolean.TRUE.equals(span.context().sampled());
		}

		@Override
		public void markCurrentSpanAsExemplar() {
		}

	}

}
