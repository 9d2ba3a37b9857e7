package io.llmrouter.stats;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ComparisonSnapshotTests {

	@Test
	void snapshotIsWrittenAsDocumented() {
		ComparisonStatistics statistics = new ComparisonStatistics(new TestTimeSource());
		statistics.callEnded(TestCall.of("a", "m").streaming(20, 70).using(3, 8).succeeded());
		statistics.callEnded(TestCall.of("a", "m").failed(ErrorType.RATE_LIMITED));
		JsonNode json = JsonMapper.shared().valueToTree(statistics.compare(Window.FIVE_MINUTES));
		assertThat(json.propertyNames()).containsExactlyInAnyOrder("generatedAt", "window", "since", "pricesAsOf",
				"ranking", "providers");
		assertThat(json.get("generatedAt").asString()).isEqualTo("2026-01-01T00:00:00Z");
		assertThat(json.get("window").asString()).isEqualTo("5m");
		assertRow(json.get("ranking").get(0));
	}

	private static void assertRow(JsonNode row) {
		assertThat(row.propertyNames()).containsExactlyInAnyOrder("rank", "provider", "model", "verdict", "why",
				"score", "calls", "successRate", "successRateInterval", "latencyMillis", "adjustedP95Millis", "strata",
				"timeToFirstTokenMillis", "outputTokensPerSecond", "tokens", "cost", "errors", "firstCallAt",
				"lastCallAt", "circuit", "paretoOptimal");
		assertThat(row.get("strata").get(0).propertyNames()).containsExactlyInAnyOrder("stream", "promptSize",
				"succeeded", "typicalLatencyMillis");
		assertThat(row.get("strata").get(0).get("promptSize").asString()).isEqualTo("up-to-1k");
		assertThat(row.get("verdict").asString()).isEqualTo("insufficient-samples");
		assertThat(row.get("calls").propertyNames()).containsExactlyInAnyOrder("total", "succeeded", "failed",
				"cancelled", "active");
		assertThat(row.get("latencyMillis").propertyNames()).containsExactlyInAnyOrder("min", "average", "p50", "p95",
				"p99", "max");
		assertThat(row.get("tokens").propertyNames()).containsExactlyInAnyOrder("input", "output", "total",
				"averageInput", "averageOutput", "callsWithUsage");
		assertThat(row.get("cost").propertyNames()).containsExactlyInAnyOrder("usd", "wastedUsd", "usdPerThousandCalls",
				"unpricedCalls");
		assertThat(row.get("successRateInterval").isArray()).isTrue();
		assertThat(row.get("errors").get("rate_limited").asLong()).isEqualTo(1);
	}

}
