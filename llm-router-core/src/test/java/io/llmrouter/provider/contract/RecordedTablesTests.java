package io.llmrouter.provider.contract;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.llmrouter.chat.TokenUsage;
import io.llmrouter.testing.Bodies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Usage and errors of all providers as recorded, those that speak the wire of another one
 * among them. What each recorded error means is checked beside its adapter.
 */
class RecordedTablesTests {

	private static final List<String> PROVIDERS = List.of("openai", "anthropic", "gemini", "ollama", "azure-openai",
			"mistral", "deepseek", "groq", "openrouter", "xai", "dashscope", "zhipu");

	@ParameterizedTest
	@CsvFileSource(resources = "/usage.csv")
	void everyRecordedUsageIsRead(String provider, Long input, Long output, Long cacheRead, Long cacheWrite,
			Long reasoning, BigDecimal cost) {
		TokenUsage usage = wire(provider).usage(JsonMapper.shared().readTree(Bodies.read(provider + "/usage.json")));
		assertThat(usage).isEqualTo(new TokenUsage(input, output, cacheRead, cacheWrite, reasoning, false, cost));
	}

	@Test
	void usageIsRecordedForEveryProvider() {
		assertThat(Bodies.read("usage.csv").lines().map((row) -> row.split(",")[0]))
			.containsExactlyElementsOf(PROVIDERS);
	}

	// The statuses that the pages of the providers name (seen 2026-11).
	@ParameterizedTest
	@CsvSource({ "openai,400 401 403 404 408 409 413 422 429 500 503",
			"anthropic,400 401 402 403 404 409 413 429 500 504 529", "gemini,400 402 403 404 429 499 500 503 504",
			"ollama,400 401 404 429 499 500 502 503", "azure-openai,400 403 404 408 424 429 500 503",
			"mistral,400 401 402 403 404 422 429 500 502 503 504", "deepseek,400 401 402 422 429 500 503",
			"groq,400 401 403 404 413 422 424 429 498 499 500 502 503",
			"openrouter,200 400 401 402 403 408 413 422 429 502 503 504 524 529", "xai,400 401 403 404 422 429 500 503",
			"dashscope,400 401 403 404 429 500 503", "zhipu,400 401 404 429 434 435 500" })
	void everyStatusOfTheProviderIsRecorded(String provider, String statuses) {
		assertThat(table(provider, "table.csv").map((row) -> row[1])).contains(statuses.split(" "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai", "anthropic", "gemini", "ollama", "azure-openai", "mistral", "deepseek", "groq",
			"openrouter", "xai", "dashscope", "zhipu" })
	void everyRecordedErrorIsUsed(String provider) {
		List<Path> bodies = Corpus.files(provider + "/errors")
			.stream()
			.filter((file) -> file.toString().endsWith(".body"))
			.toList();
		assertThat(bodies.stream().map((body) -> body.getFileName().toString()))
			.containsExactlyInAnyOrderElementsOf(table(provider, "table.csv").map((row) -> row[0]).distinct().toList());
	}

	private static Stream<String[]> table(String provider, String name) {
		return Bodies.read(provider + "/errors/" + name).lines().map((row) -> row.split(","));
	}

	private static Wire wire(String provider) {
		return Wires.all()
			.stream()
			.filter((wire) -> wire.name().equals(provider))
			.findFirst()
			.orElseGet(() -> Wires.all().get(0));
	}

}
