package io.llmrouter.sample.upstream;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.llmrouter.call.TimeSource;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.gemini.GeminiEmbeddingProvider;
import io.llmrouter.provider.gemini.GeminiSettings;
import io.llmrouter.provider.ollama.OllamaEmbeddingProvider;
import io.llmrouter.provider.ollama.OllamaSettings;
import io.llmrouter.provider.openai.OpenAiEmbeddingProvider;
import io.llmrouter.provider.openai.OpenAiEmbeddingQuirks;
import io.llmrouter.provider.openai.OpenAiSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for the embeddings of {@link SimulatedUpstream} over real HTTP.
 */
class EmbeddingTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String OPENAI = "/v1/embeddings";

	private static final String GEMINI = "/v1beta/models/e:batchEmbedContents";

	private static final String OLLAMA = "/api/embed";

	private static SimulatedUpstream upstream;

	@BeforeAll
	static void start() {
		Duration none = Duration.ZERO;
		upstream = SimulatedUpstream.start(new UpstreamProperties(0, 20261123L, Map.of("sound",
				UpstreamCharacter.sound(none, none), "cut", new UpstreamCharacter(none, none, 0, 0, 0, 0, 1))));
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	@Test
	void openAiTellsOneVectorForEachText() {
		JsonNode answer = json(OPENAI, "{\"model\": \"e\", \"input\": [\"a red car\", \"a red bus\", \"Zürich\"]}");
		assertThat(answer.path("object").asString()).isEqualTo("list");
		assertThat(answer.path("model").asString()).isEqualTo("e");
		assertThat(answer.path("data")).hasSize(3);
		assertThat(answer.at("/data/2/index").asInt()).isEqualTo(2);
		assertThat(answer.at("/data/0/embedding")).hasSize(1536);
		assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(24 / 4);
	}

	@Test
	void textsThatShareWordsAreNearAndEqualOnesAreEqual() {
		JsonNode data = json(OPENAI, """
				{"model": "e", "input": ["a red car", "a red bus", "quite another thing", "A red car!"]}""")
			.path("data");
		assertThat(product(data, 0, 0)).isCloseTo(1, within(1e-5));
		assertThat(product(data, 0, 3)).isCloseTo(1, within(1e-5));
		assertThat(product(data, 0, 1)).isBetween(0.5, 0.8);
		assertThat(product(data, 0, 2)).isBetween(-0.2, 0.2);
	}

	@Test
	void openAiTakesTokensDimensionsAndBase64() {
		JsonNode numbers = json(OPENAI, "{\"model\": \"e\", \"input\": [[1, 2], [3]], \"dimensions\": 8}");
		JsonNode base64 = json(OPENAI,
				"{\"model\": \"e\", \"input\": [[1, 2], [3]], \"dimensions\": 8, \"encoding_format\": \"base64\"}");
		ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64.at("/data/1/embedding").asString()))
			.order(ByteOrder.LITTLE_ENDIAN);
		assertThat(bytes.remaining()).isEqualTo(32);
		for (JsonNode value : numbers.at("/data/1/embedding")) {
			assertThat(bytes.getFloat()).isEqualTo(value.asFloat());
		}
		assertThat(json(OPENAI, "{\"model\": \"e\", \"input\": [1, 2], \"dimensions\": 8}").path("data")).hasSize(1);
	}

	@Test
	void geminiTellsOneVectorForEachRequest() {
		JsonNode answer = json(GEMINI, """
				{"requests": [{"model": "models/e", "content": {"parts": [{"text": "a"}]}, "outputDimensionality": 5},
				 {"model": "models/e", "content": {"parts": [{"text": "b"}]}, "outputDimensionality": 5}]}""");
		assertThat(answer.path("embeddings")).hasSize(2);
		assertThat(answer.at("/embeddings/1/values")).hasSize(5);
	}

	@Test
	void ollamaTellsVectorsAndTokens() {
		JsonNode answer = json(OLLAMA, "{\"model\": \"e\", \"input\": \"Why is the sky blue?\"}");
		assertThat(answer.at("/embeddings/0")).hasSize(768);
		assertThat(answer.path("prompt_eval_count").asInt()).isEqualTo(5);
		assertThat(json(OLLAMA, "{\"model\": \"e\", \"input\": [\"a\", \"b\"], \"dimensions\": 4}").at("/embeddings/1"))
			.hasSize(4);
	}

	@Test
	void wiresTellTheSameVector() {
		JsonNode openAi = json(OPENAI, "{\"model\": \"e\", \"input\": \"a b\", \"dimensions\": 6}");
		JsonNode ollama = json(OLLAMA, "{\"model\": \"e\", \"input\": \"a b\", \"dimensions\": 6}");
		assertThat(openAi.at("/data/0/embedding")).isEqualTo(ollama.at("/embeddings/0"));
	}

	@Test
	void adaptersReadTheSameVectorsOnAllWires() {
		EmbeddingRequest request = EmbeddingRequest.of(List.of("a red car", "a red bus")).withDimensions(6);
		List<EmbeddingResponse> answers = adapters().stream()
			.map((provider) -> provider.embed(request).block(PATIENCE))
			.toList();
		assertThat(answers).hasSize(3)
			.allSatisfy((answer) -> assertThat(answer.vectors()).hasSize(2)
				.usingElementComparator(Arrays::compare)
				.isEqualTo(answers.get(0).vectors()));
		assertThat(answers.get(0).usage().inputTokens()).isEqualTo(18 / 4);
	}

	@Test
	void adaptersReadTheErrorsOfAllWires() {
		for (EmbeddingProvider provider : adapters()) {
			StepVerifier.create(provider.embed(EmbeddingRequest.of("error:rate_limited")))
				.expectErrorSatisfies((failure) -> assertThat(((ProviderException) failure).errorType())
					.isEqualTo(ErrorType.RATE_LIMITED))
				.verify(PATIENCE);
		}
	}

	private static List<EmbeddingProvider> adapters() {
		String base = "http://127.0.0.1:" + upstream.port() + "/sound";
		WebClient client = WebClient.create();
		JsonMapper json = JsonMapper.shared();
		List<String> models = List.of("e");
		OpenAiSettings openAi = OpenAiSettings.compatible("test", URI.create(base + "/v1"), "key", models)
			.withPath(OpenAiSettings.EMBEDDINGS_PATH);
		return List.of(
				new OpenAiEmbeddingProvider(openAi, OpenAiEmbeddingQuirks.openAi(), client, json, TimeSource.SYSTEM,
						Schedulers.parallel()),
				new GeminiEmbeddingProvider(
						GeminiSettings.compatible("test", URI.create(base + "/v1beta"), "key", models), client, json,
						TimeSource.SYSTEM, Schedulers.parallel()),
				new OllamaEmbeddingProvider(OllamaSettings.of("test", URI.create(base), null, models), client, json,
						TimeSource.SYSTEM, Schedulers.parallel()));
	}

	@Test
	void errorsAreThoseOfTheWire() {
		assertThat(ask("sound", OPENAI, "{\"model\": \"e\", \"input\": \"status:429\"}").getBody())
			.contains("rate_limit_exceeded");
		assertThat(ask("sound", GEMINI, "{\"requests\": [{\"content\": {\"parts\": [{\"text\": \"status:503\"}]}}]}")
			.getBody()).contains("UNAVAILABLE");
		assertThat(ask("sound", OLLAMA, "{\"model\": \"e\", \"input\": \"error:not_found\"}").getStatusCode().value())
			.isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"input\": \"a\"}", "{\"model\": \"e\"}", "{\"model\": \"e\", \"input\": []}",
			"{\"model\": \"e\", \"input\": [\"a\", \"\"]}", "{\"model\": \"e\", \"input\": \"a\", \"dimensions\": 0}",
			"{\"model\": \"e\", \"input\": \"a\", \"dimensions\": 4000}" })
	void brokenRequestsAreRefused(String body) {
		assertThat(ask("sound", OPENAI, body).getStatusCode().value()).isEqualTo(400);
	}

	@Test
	void cutAnswerNeverComes() {
		StepVerifier.create(post("cut", OPENAI, "{\"model\": \"e\", \"input\": \"a\"}").bodyToMono(String.class))
			.expectError(WebClientException.class)
			.verify(PATIENCE);
	}

	private static double product(JsonNode data, int first, int second) {
		JsonNode a = data.path(first).path("embedding");
		JsonNode b = data.path(second).path("embedding");
		return IntStream.range(0, a.size()).mapToDouble((i) -> a.path(i).asDouble() * b.path(i).asDouble()).sum();
	}

	private static JsonNode json(String path, String body) {
		ResponseEntity<String> answer = ask("sound", path, body);
		assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(200);
		return JsonMapper.shared().readTree(answer.getBody());
	}

	private static ResponseEntity<String> ask(String character, String path, String body) {
		return post(character, path, body).onStatus(HttpStatusCode::isError, (response) -> Mono.empty())
			.toEntity(String.class)
			.block(PATIENCE);
	}

	private static WebClient.ResponseSpec post(String character, String path, String body) {
		return WebClient.create("http://127.0.0.1:" + upstream.port())
			.post()
			.uri("/" + character + path)
			.header(HttpHeaders.AUTHORIZATION, "Bearer key")
			.header("x-goog-api-key", "key")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.retrieve();
	}

}
