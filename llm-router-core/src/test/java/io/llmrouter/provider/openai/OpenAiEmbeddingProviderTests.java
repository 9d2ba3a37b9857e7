package io.llmrouter.provider.openai;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class OpenAiEmbeddingProviderTests {

	private static final EmbeddingRequest REQUEST = EmbeddingRequest.of(List.of("first text", "second text"));

	private static final Duration SOON = Duration.ofSeconds(10);

	private final ScriptedServer server = new ScriptedServer();

	private final ConnectionProvider connections = ConnectionProvider.create("test", 1);

	@AfterEach
	void close() {
		this.server.close();
		this.connections.dispose();
	}

	private OpenAiEmbeddingProvider provider(OpenAiPreset preset, URI address) {
		OpenAiSettings settings = preset.settings("test", address, "sk-test", List.of("embed-1"))
			.withPath(preset.embeddingsPath(address));
		return new OpenAiEmbeddingProvider(settings, Objects.requireNonNull(OpenAiEmbeddingQuirks.of(preset)),
				TestHttp.client(this.connections), JsonMapper.shared(), TimeSource.SYSTEM, Schedulers.parallel());
	}

	private OpenAiEmbeddingProvider provider(OpenAiPreset preset) {
		return provider(preset, this.server.uri());
	}

	private void respond(int status, String body) {
		this.server.script((connection) -> connection.respond(status, "application/json", body));
	}

	@Test
	void base64IsReadWithTheLowestByteFirst() {
		respond(200, Bodies.read("openai/embeddings/answer-base64.json"));
		EmbeddingResponse answer = provider(OpenAiPreset.OPENAI).embed(REQUEST.withDimensions(3)).block(SOON);
		assertThat(answer).isEqualTo(new EmbeddingResponse("test", null, "embed-1-echoed",
				List.of(new float[] { 0.5F, -0.25F, 0.125F }, new float[] { 1, 0, -2 }),
				new TokenUsage(7L, null, null, null, null, false, null)));
	}

	@Test
	void vectorsWithoutIndexStandInTheirOrder() {
		respond(200, "{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}]}");
		assertThat(provider(OpenAiPreset.OPENAI_COMPATIBLE).embed(REQUEST).block(SOON).vectors())
			.containsExactly(new float[] { 1 }, new float[] { 2 });
	}

	@ParameterizedTest
	@ValueSource(strings = { "0,0", "1,2", "-1,0", "0,4000000000" })
	void positionThatIsTakenOrOutsideIsInvalid(String indexes) {
		String[] index = indexes.split(",");
		respond(200, "{\"data\":[{\"index\":" + index[0] + ",\"embedding\":[1]},{\"index\":" + index[1]
				+ ",\"embedding\":[2]},{\"embedding\":[3]}]}");
		StepVerifier.create(provider(OpenAiPreset.OPENAI).embed(REQUEST))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.INVALID_RESPONSE)
			.verify(SOON);
	}

	@Test
	void idOfTheBodyIsTakenWhereNoHeaderTellsOne() {
		respond(200, "{\"id\":\"embd-1\",\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}]}");
		assertThat(provider(OpenAiPreset.OPENAI_COMPATIBLE).embed(REQUEST).block(SOON).requestId()).isEqualTo("embd-1");
	}

	@Test
	void costThatTheProviderReportsIsKeptAndOutputIsNone() {
		respond(200, "{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}],"
				+ "\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":0,\"total_tokens\":8,\"cost\":0.25}}");
		TokenUsage usage = provider(OpenAiPreset.OPENROUTER).embed(REQUEST).block(SOON).usage();
		assertThat(usage.inputTokens()).isEqualTo(8);
		assertThat(usage.outputTokens()).isNull();
		assertThat(usage.reportedCostUsd()).isEqualByComparingTo("0.25");
	}

	@ParameterizedTest
	@CsvSource({ "MISTRAL,mistral", "OPENAI,openai" })
	void lengthStandsInTheFieldOfTheDialect(OpenAiPreset preset, String folder) {
		respond(200, Bodies.read("openai/embeddings/answer.json"));
		provider(preset).embed(REQUEST.withDimensions(3).withExtra(Map.of("user", "u-1"))).block(SOON);
		assertThat(JsonMapper.shared().readTree(this.server.requests().get(0).body()))
			.isEqualTo(JsonMapper.shared().readTree(Bodies.read(folder + "/embeddings/request.json")));
	}

	@ParameterizedTest
	@CsvSource({ "/openai/v1,/openai/v1/embeddings", "/openai/v1/,/openai/v1/embeddings",
			"?api-version=2024-10-21,/openai/deployments/embed-1/embeddings?api-version=2024-10-21",
			"/openai?api-version=2024-10-21,/openai/deployments/embed-1/embeddings?api-version=2024-10-21",
			"/openai/deployments/own?api-version=1,/openai/deployments/own/embeddings?api-version=1" })
	void deploymentsOfAzureAreAsked(String base, String path) {
		respond(200, Bodies.read("openai/embeddings/answer.json"));
		URI address = URI.create("http://127.0.0.1:" + this.server.uri().getPort() + base);
		provider(OpenAiPreset.AZURE_OPENAI, address).embed(REQUEST).block(SOON);
		ScriptedServer.Request sent = this.server.requests().get(0);
		assertThat(sent.line()).isEqualTo("POST " + path + " HTTP/1.1");
		assertThat(sent.headers()).containsEntry("api-key", "sk-test");
	}

	@ParameterizedTest
	@EnumSource(OpenAiPreset.class)
	void everyPresetSaysHowManyTextsItTakesOrHasNone(OpenAiPreset preset) {
		OpenAiEmbeddingQuirks quirks = OpenAiEmbeddingQuirks.of(preset);
		assertThat(quirks == null).isEqualTo(preset == OpenAiPreset.DEEPSEEK);
		if (quirks != null) {
			assertThat(quirks.maxInputs()).isBetween(10, 2048);
		}
	}

}
