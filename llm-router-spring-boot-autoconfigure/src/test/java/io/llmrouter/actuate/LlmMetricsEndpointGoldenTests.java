package io.llmrouter.actuate;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

import io.llmrouter.actuate.LlmMetricsEndpoint.ComparisonDescriptor;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.Price;
import io.llmrouter.cost.PriceList;
import io.llmrouter.cost.PriceTable;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.stats.ComparisonQuery;
import io.llmrouter.stats.ComparisonSnapshot;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.LlmMetrics;
import io.llmrouter.stats.Window;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the answer of the endpoint with a file, field by field, for calls at fixed
 * times.
 */
class LlmMetricsEndpointGoldenTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	private static final PriceList PRICES = new PriceTable(Map.of("swift-1", Price.of(BigDecimal.ONE, BigDecimal.TEN)),
			LocalDate.of(2026, 11, 1));

	private final ComparisonStatistics statistics = new ComparisonStatistics(new StandingTime(), 10, 2,
			new CallCosts(PRICES));

	private final LlmMetrics metrics = new LlmMetrics(this.statistics,
			(provider, model) -> model.equals("swift-1") ? "open" : null);

	private final LlmMetricsEndpoint endpoint = new LlmMetricsEndpoint(this.metrics);

	@BeforeEach
	void call() {
		for (int i = 1; i <= 3; i++) {
			end("swift", true, 100 * i, Outcome.SUCCESS, null, TokenUsage.of(10, 11L * i));
		}
		end("swift", true, 5, Outcome.ERROR, ErrorType.RATE_LIMITED, null);
		end("swift", true, 70, Outcome.CANCELLED, null, null);
		end("idle", false, 40, Outcome.ERROR, ErrorType.CONNECTION, null);
		this.statistics.callStarted(start("idle", false, 0));
	}

	private void end(String provider, boolean stream, int millis, Outcome outcome, @Nullable ErrorType type,
			@Nullable TokenUsage usage) {
		Duration firstToken = stream ? Duration.ofMillis(millis / 2) : null;
		Duration content = stream ? Duration.ofMillis(millis / 4) : null;
		this.statistics.callStarted(start(provider, stream, millis));
		this.statistics.callEnded(new ChatCall(start(provider, stream, millis), Duration.ofMillis(millis), firstToken,
				content, stream ? 3 : 0, outcome, type, null, null, null, null, usage));
	}

	private static StartedCall start(String provider, boolean stream, int millis) {
		return new StartedCall(provider, provider + "-1", null, stream, "default", 1, NOW.minusMillis(millis));
	}

	private ComparisonDescriptor read() {
		return this.endpoint.compare("all", null, null, null, null, "true", true, null)
			.blockOptional(PATIENCE)
			.orElseThrow();
	}

	@Test
	void answerIsTheDocumentedOneFieldByField() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(JacksonEndpointAutoConfiguration.class))
			.run((context) -> {
				JsonNode answer = context.getBean(EndpointJsonMapper.class).get().valueToTree(read());
				assertThat(answer.toPrettyString()).isEqualTo(golden().toPrettyString());
			});
	}

	private static JsonNode golden() throws IOException {
		return JsonMapper.builder()
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.build()
			.readTree(new ClassPathResource("llm-metrics.json", LlmMetricsEndpointGoldenTests.class).getInputStream());
	}

	@Test
	void endpointAndJavaTellTheSameNumbers() {
		ComparisonSnapshot snapshot = this.metrics.compare(Window.ALL);
		ComparisonDescriptor answer = read();
		assertThat(answer.generatedAt()).isEqualTo(snapshot.generatedAt());
		assertThat(answer.since()).isEqualTo(snapshot.since());
		assertThat(answer.pricesAsOf()).isEqualTo(snapshot.pricesAsOf());
		assertThat(answer.ranking()).isEqualTo(snapshot.ranking()).hasSize(2);
		assertThat(answer.providers()).isEqualTo(snapshot.providers()).hasSize(2);
		assertThat(answer.history()).isEqualTo(this.metrics.history(null, null)).hasSize(2);
		assertThat(answer.distribution()).isEqualTo(this.metrics.distributions(ComparisonQuery.of(Window.ALL)))
			.hasSize(1);
	}

	private static final class StandingTime implements TimeSource {

		@Override
		public long nanoTime() {
			return 0;
		}

		@Override
		public Instant now() {
			return NOW;
		}

	}

}
