package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link SimulatedUpstream} writes on the wires other than OpenAI's, byte
 * for byte what an adapter may overlook.
 */
class WireShapeTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String ANTHROPIC = """
			{"model": "m", "max_tokens": 100, "stream": %s, "messages": [{"role": "user", "content": "%s"}]}""";

	private static final String GEMINI = """
			{"contents": [{"parts": [{"text": "%s"}]}]}""";

	private static final String OLLAMA = """
			{"model": "m", "messages": [{"role": "user", "content": "%s"}]}""";

	private static SimulatedUpstream upstream;

	@BeforeAll
	static void start() {
		upstream = SimulatedUpstream.start(new UpstreamProperties(0, 20261123L,
				Map.of("sound", UpstreamCharacter.sound(Duration.ZERO, Duration.ZERO))));
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	@Test
	void anthropicStreamIsASequenceOfNamedEvents() {
		ResponseEntity<String> answer = ask("/v1/messages", ANTHROPIC.formatted(true, "Hello"));
		assertThat(answer.getHeaders().getContentType().isCompatibleWith(MediaType.TEXT_EVENT_STREAM)).isTrue();
		List<String> names = lines(answer, "event: ").distinct().toList();
		assertThat(names).containsExactly("message_start", "ping", "content_block_start", "content_block_delta",
				"content_block_stop", "message_delta", "message_stop");
		assertThat(lines(answer, "data: ").map((data) -> json(data).path("type").asString()))
			.containsExactlyElementsOf(lines(answer, "event: ").toList());
	}

	@Test
	void anthropicErrorHasTheIdOfItsHeader() {
		ResponseEntity<String> answer = ask("/v1/messages", ANTHROPIC.formatted(false, "error:overloaded"));
		assertThat(answer.getStatusCode().value()).isEqualTo(529);
		JsonNode error = json(answer.getBody());
		assertThat(error.path("type").asString()).isEqualTo("error");
		assertThat(error.at("/error/type").asString()).isEqualTo("overloaded_error");
		assertThat(error.path("request_id").asString()).isEqualTo(answer.getHeaders().getFirst("request-id"));
	}

	@Test
	void anthropicNeedsALimitAndAVersion() {
		assertThat(ask("/v1/messages", "{\"model\": \"m\"}").getBody()).contains("max_tokens: Field required");
		ResponseEntity<String> answer = WebClient.create("http://127.0.0.1:" + upstream.port())
			.post()
			.uri("/sound/v1/messages")
			.header("x-api-key", "key")
			.bodyValue("{}")
			.retrieve()
			.onStatus(HttpStatusCode::isError, (response) -> Mono.empty())
			.toEntity(String.class)
			.block(PATIENCE);
		assertThat(answer.getBody()).contains("anthropic-version: header is required");
	}

	@Test
	void geminiStreamEndsWithAFinishReasonAndNoMark() {
		ResponseEntity<String> answer = ask("/v1beta/models/m:streamGenerateContent?alt=sse",
				GEMINI.formatted("Hello"));
		List<JsonNode> events = lines(answer, "data: ").map(WireShapeTests::json).toList();
		JsonNode last = events.get(events.size() - 1);
		assertThat(events.subList(0, events.size() - 1))
			.noneMatch((event) -> event.at("/candidates/0").has("finishReason"));
		assertThat(last.at("/candidates/0/finishReason").asString()).isEqualTo("STOP");
		assertThat(last.path("modelVersion").asString()).isEqualTo("m");
		assertThat(events).extracting((event) -> event.path("responseId").asString())
			.containsOnly(last.path("responseId").asString());
		assertThat(events).extracting((event) -> event.at("/usageMetadata/candidatesTokenCount").asInt()).isSorted();
	}

	@Test
	void geminiStreamWithoutServerSentEventsIsRefused() {
		assertThat(ask("/v1beta/models/m:streamGenerateContent", GEMINI.formatted("Hello")).getStatusCode().value())
			.isEqualTo(400);
	}

	@Test
	void geminiTellsTheWaitInTheBody() {
		ResponseEntity<String> answer = ask("/v1beta/models/m:generateContent", GEMINI.formatted("error:rate_limited"));
		assertThat(answer.getHeaders().getFirst("retry-after")).isNull();
		JsonNode error = json(answer.getBody()).path("error");
		assertThat(error.path("code").asInt()).isEqualTo(429);
		assertThat(error.path("status").asString()).isEqualTo("RESOURCE_EXHAUSTED");
		assertThat(error.at("/details/0/retryDelay").asString()).isEqualTo("3s");
	}

	@Test
	void ollamaStreamsLinesUnlessToldOtherwise() {
		ResponseEntity<String> answer = ask("/api/chat", OLLAMA.formatted("Hello"));
		assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_NDJSON);
		List<JsonNode> lines = answer.getBody().lines().map(WireShapeTests::json).toList();
		assertThat(lines).extracting((line) -> line.path("done").asBoolean())
			.endsWith(true)
			.containsOnlyOnce(true)
			.hasSizeGreaterThan(20);
		assertThat(lines.get(lines.size() - 1).path("eval_count").asInt()).isPositive();
		assertThat(lines.get(0).path("message").path("role").asString()).isEqualTo("assistant");
	}

	@Test
	void ollamaTellsAnErrorWithinAStreamAsALine() {
		ResponseEntity<String> answer = ask("/api/chat", OLLAMA.formatted("end:error"));
		assertThat(answer.getStatusCode().value()).isEqualTo(200);
		List<String> lines = answer.getBody().lines().toList();
		assertThat(json(lines.get(lines.size() - 1)).propertyNames()).containsExactly("error");
	}

	@Test
	void ollamaTakesNoDataUrl() {
		String body = """
				{"model": "m", "messages": [{"role": "user", "content": "x", "images": ["data:image/png;base64,AQI="]}]}""";
		assertThat(ask("/api/chat", body).getStatusCode().value()).isEqualTo(400);
	}

	private static ResponseEntity<String> ask(String path, String body) {
		return WebClient.create("http://127.0.0.1:" + upstream.port() + "/sound")
			.post()
			.uri(path)
			.header("x-api-key", "key")
			.header("x-goog-api-key", "key")
			.header("anthropic-version", "2023-06-01")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.retrieve()
			.onStatus(HttpStatusCode::isError, (response) -> Mono.empty())
			.toEntity(String.class)
			.block(PATIENCE);
	}

	private static Stream<String> lines(ResponseEntity<String> answer, String start) {
		return Arrays.stream(answer.getBody().split("\n"))
			.filter((line) -> line.startsWith(start))
			.map((line) -> line.substring(start.length()));
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text);
	}

}
