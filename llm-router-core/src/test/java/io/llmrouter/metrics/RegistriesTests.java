package io.llmrouter.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.testing.FakeProvider;
import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.datadog.DatadogMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Sends the meters of calls to monitoring systems, each played by a server on loopback.
 */
class RegistriesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int CALLS = 7;

	private final Map<String, List<byte[]>> received = new ConcurrentHashMap<>();

	private final MockClock clock = new MockClock();

	private HttpServer sink;

	@BeforeEach
	void open() throws IOException {
		this.sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.sink.createContext("/", this::receive);
		this.sink.start();
	}

	@AfterEach
	void close() {
		this.sink.stop(0);
	}

	private void receive(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.received.computeIfAbsent(exchange.getRequestURI().getPath(), (path) -> new CopyOnWriteArrayList<>())
				.add(exchange.getRequestBody().readAllBytes());
			exchange.sendResponseHeaders(200, -1);
		}
	}

	private URI uri() {
		return URI.create("http://127.0.0.1:" + this.sink.getAddress().getPort());
	}

	// Closing a registry sends what the step holds so far.
	private void record(MeterRegistry registry) {
		registry.config().meterFilter(new LlmRouterMeterFilter(Map.of("region", "eu"), false));
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
		CallObserver observer = new CallObserver(List.of(new MicrometerCallListener(registry)),
				new MicrometerCallObservations(observations, null), ModelLabels.none(), TimeSource.SYSTEM);
		FakeProvider provider = new FakeProvider("openai", "small").answers("Hi", " there");
		ChatRequest request = ChatRequest.user("Hello");
		for (int i = 0; i < CALLS; i++) {
			observer.observe(provider, request, provider.stream(request)).blockLast(PATIENCE);
		}
		this.clock.add(Duration.ofSeconds(10));
		registry.close();
	}

	private Stream<byte[]> bodies(String path) {
		assertThat(this.received).containsKey(path);
		return this.received.get(path).stream();
	}

	@Test
	void otlpReceivesTheMeters() {
		Map<String, String> config = Map.of("otlp.url", uri() + "/v1/metrics", "otlp.baseTimeUnit", "seconds",
				"otlp.compressionMode", "none");
		record(new OtlpMeterRegistry(config::get, this.clock));
		List<Metric> metrics = bodies("/v1/metrics").map(RegistriesTests::parse)
			.flatMap((request) -> request.getResourceMetricsList().stream())
			.flatMap((resource) -> resource.getScopeMetricsList().stream())
			.flatMap((scope) -> scope.getMetricsList().stream())
			.toList();
		assertThat(metrics).extracting(Metric::getName)
			.contains("llm.router.attempt", "llm.router.time.to.first.token", "llm.router.tokens");
		Metric attempts = metric(metrics, "llm.router.attempt");
		assertThat(attempts.getUnit()).isEqualTo("seconds");
		assertThat(attempts.getHistogram().getDataPoints(0).getCount()).isEqualTo(CALLS);
		assertThat(attempts.getHistogram().getDataPoints(0).getExplicitBoundsList()).hasSize(12);
		assertThat(metric(metrics, "llm.router.tokens").getSum().getDataPointsList())
			.extracting((point) -> point.getAsDouble())
			.containsExactlyInAnyOrder(CALLS * 10.0, CALLS * 2.0);
	}

	private static ExportMetricsServiceRequest parse(byte[] body) {
		try {
			return ExportMetricsServiceRequest.parseFrom(body);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static Metric metric(List<Metric> metrics, String name) {
		return metrics.stream().filter((metric) -> metric.getName().equals(name)).findFirst().orElseThrow();
	}

	@Test
	void datadogReceivesTheMeters() {
		Map<String, String> config = Map.of("datadog.uri", uri().toString(), "datadog.apiKey", "canary",
				"datadog.descriptions", "false", "datadog.step", "10s");
		record(new DatadogMeterRegistry(config::get, this.clock));
		List<JsonNode> series = bodies("/api/v1/series").map((body) -> JsonMapper.shared().readTree(body))
			.flatMap((node) -> node.get("series").valueStream())
			.toList();
		assertThat(series).filteredOn((one) -> one.get("metric").asString().equals("llm.router.attempt.count"))
			.singleElement()
			.satisfies((one) -> {
				assertThat(one.at("/points/0/1").asDouble()).isEqualTo(CALLS);
				assertThat(one.get("tags").valueStream().map(JsonNode::asString)).contains("provider:openai",
						"model:small", "outcome:success", "error_type:none", "region:eu");
			});
		assertThat(series.stream()
			.filter((one) -> one.get("metric").asString().equals("llm.router.tokens"))
			.mapToDouble((one) -> one.at("/points/0/1").asDouble())
			.sum()).isCloseTo(CALLS * 12.0, within(1e-9));
	}

	@Test
	void cloudWatchReceivesTheMeters() {
		Map<String, String> config = Map.of("cloudwatch.namespace", "acme", "cloudwatch.step", "10s");
		try (CloudWatchAsyncClient client = CloudWatchAsyncClient.builder()
			.endpointOverride(uri())
			.region(Region.EU_CENTRAL_1)
			.credentialsProvider(AnonymousCredentialsProvider.create())
			.overrideConfiguration(ClientOverrideConfiguration.builder()
				.compressionConfiguration((compression) -> compression.requestCompressionEnabled(false))
				.build())
			.build()) {
			record(new CloudWatchMeterRegistry(config::get, this.clock, client));
		}
		String sent = String.join("",
				this.received.values()
					.stream()
					.flatMap(List::stream)
					.map((body) -> new String(body, StandardCharsets.ISO_8859_1))
					.toList());
		assertThat(sent).contains("acme", "llm.router.attempt.count", "llm.router.time.to.first.token.count",
				"llm.router.tokens.count", "provider", "openai", "error_type", "none", "region");
	}

}
