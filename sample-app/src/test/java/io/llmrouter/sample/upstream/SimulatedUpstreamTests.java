package io.llmrouter.sample.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link SimulatedUpstream} over real HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class SimulatedUpstreamTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration FOREVER = Duration.ofHours(1);

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final String WHOLE = """
			{"model": "test-1", "messages": [{"role": "user", "content": "What is the weather like today?"}]}""";

	private static final String STREAM = """
			{"model": "test-1", "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello?"}]}],
			"stream": true, "stream_options": {"include_usage": true}}""";

	private static SimulatedUpstream upstream;

	private static WebClient client;

	@BeforeAll
	static void start() {
		Duration none = Duration.ZERO;
		upstream = SimulatedUpstream.start(new UpstreamProperties(0, 20261123L, Map.of("sound",
				UpstreamCharacter.sound(none, none), "limited", new UpstreamCharacter(none, none, 0, 1, 0, 0, 0),
				"overloaded", new UpstreamCharacter(none, none, 0, 0, 1, 0, 0), "cut",
				new UpstreamCharacter(none, none, 0, 0, 0, 0, 1), "mixed",
				new UpstreamCharacter(none, none, 0, 0.2, 0.1, 0, 0.1), "silent",
				UpstreamCharacter.sound(FOREVER, FOREVER), "stalling", UpstreamCharacter.sound(none, FOREVER))));
		client = WebClient.create("http://127.0.0.1:" + upstream.port());
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	@Test
	void streamIsRoleTokensFinishUsageAndDone() {
		List<String> events = stream("sound", STREAM).collectList().block(PATIENCE);
		int last = events.size() - 1;
		assertThat(last).isGreaterThan(20);
		assertThat(delta(events.get(0)).path("role").asString()).isEqualTo("assistant");
		assertThat(events.subList(1, last - 2)).allMatch((event) -> !delta(event).path("content").asString().isEmpty());
		assertThat(json(events.get(last - 2)).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(json(events.get(last - 1)).path("choices")).isEmpty();
		assertThat(events.get(last)).isEqualTo("[DONE]");
	}

	@Test
	void usageOfAStreamIsAQuarterOfTheCharacters() {
		List<String> events = stream("sound", STREAM).collectList().block(PATIENCE);
		int length = events.stream()
			.filter((event) -> event.startsWith("{"))
			.mapToInt((event) -> delta(event).path("content").asString("").length())
			.sum();
		JsonNode usage = json(events.get(events.size() - 2)).path("usage");
		assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(1);
		assertThat(usage.path("completion_tokens").asInt()).isEqualTo(length / 4);
		assertThat(usage.path("total_tokens").asInt()).isEqualTo(1 + length / 4);
	}

	@Test
	void streamHasNoUsageUnlessAskedFor() {
		Flux<String> events = stream("sound", STREAM.replace("\"include_usage\": true", "\"include_usage\": false"));
		assertThat(events.collectList().block(PATIENCE)).noneMatch((event) -> event.contains("usage"))
			.last()
			.isEqualTo("[DONE]");
	}

	@Test
	void wholeAnswerHasTextModelAndUsage() {
		JsonNode answer = json(ask("sound", WHOLE).getBody());
		assertThat(answer.path("object").asString()).isEqualTo("chat.completion");
		assertThat(answer.path("model").asString()).isEqualTo("test-1");
		assertThat(answer.at("/choices/0/message/content").asString()).hasSizeGreaterThan(80);
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(31 / 4);
	}

	@Test
	void tokenLimitEndsTheAnswerByLength() {
		JsonNode answer = json(ask("sound", WHOLE.replace("{\"model\"", "{\"max_tokens\": 3, \"model\"")).getBody());
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
		assertThat(answer.at("/choices/0/message/content").asString().split(" ")).hasSize(3);
	}

	@Test
	void rateLimitTellsHowLongToWait() {
		ResponseEntity<String> answer = ask("limited", WHOLE);
		assertThat(answer.getStatusCode().value()).isEqualTo(429);
		assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).matches("[1-4]");
		assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
		assertThat(json(answer.getBody()).at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
	}

	@Test
	void overloadIsToldBeforeAStreamBegins() {
		ResponseEntity<String> answer = ask("overloaded", STREAM);
		assertThat(answer.getStatusCode().value()).isEqualTo(503);
		assertThat(json(answer.getBody()).at("/error/code").asString()).isEqualTo("server_is_overloaded");
	}

	@RepeatedTest(20)
	void cutStreamBreaksOffWithoutDone() {
		List<String> received = new CopyOnWriteArrayList<>();
		Flux<String> events = stream("cut", STREAM).doOnNext(received::add);
		StepVerifier.create(events.then()).expectError(WebClientException.class).verify(PATIENCE);
		assertThat(received).isNotEmpty().noneMatch((event) -> event.contains("finish_reason\":\"stop"));
		assertThat(received).doesNotContain("[DONE]");
	}

	@Test
	void cutWholeAnswerNeverComes() {
		Mono<String> answer = post("cut", WHOLE).retrieve().bodyToMono(String.class);
		StepVerifier.create(answer).expectError(WebClientException.class).verify(PATIENCE);
	}

	@Test
	void cutsLogNoWarning(CapturedOutput output) {
		StepVerifier.create(stream("cut", STREAM).then()).expectError().verify(PATIENCE);
		StepVerifier.create(stream("cut", WHOLE).then()).expectError().verify(PATIENCE);
		awaitNoActiveGeneration();
		assertThat(output).doesNotContain(" WARN ").doesNotContain(" ERROR ");
	}

	@Test
	void sharesAreHonoured() {
		int requests = 600;
		List<Integer> outcomes = Flux.range(0, requests)
			.flatMap((i) -> outcome("mixed"), 16)
			.collectList()
			.block(PATIENCE);
		assertShare(outcomes, 429, 0.2);
		assertShare(outcomes, 503, 0.1);
		assertShare(outcomes, -1, 0.1);
		assertShare(outcomes, 200, 0.6);
	}

	@Test
	void cancelledStreamStopsItsGeneration() {
		StepVerifier.create(stream("stalling", STREAM)).expectNextCount(2).thenCancel().verify(PATIENCE);
		awaitNoActiveGeneration();
	}

	@Test
	void cancelledWaitStopsItsGeneration() {
		Disposable waiting = post("silent", WHOLE).retrieve().bodyToMono(String.class).subscribe();
		Awaitility.await().until(() -> upstream.activeGenerations() == 1);
		waiting.dispose();
		awaitNoActiveGeneration();
	}

	@Test
	void requestBeyondTheBoundIsRefused() {
		Disposable waiting = Flux.range(0, RequestGate.MAX_CONCURRENT)
			.flatMap((i) -> stream("silent", STREAM), RequestGate.MAX_CONCURRENT)
			.subscribe();
		Awaitility.await().until(() -> upstream.activeGenerations() == RequestGate.MAX_CONCURRENT);
		assertThat(ask("sound", WHOLE).getStatusCode().value()).isEqualTo(503);
		waiting.dispose();
		awaitNoActiveGeneration();
		assertThat(ask("sound", WHOLE).getStatusCode().value()).isEqualTo(200);
	}

	@Test
	void brokenJsonIsRefusedWithoutQuotingIt() {
		ResponseEntity<String> answer = ask("sound", "{\"model\": sk-secret");
		assertThat(answer.getStatusCode().value()).isEqualTo(400);
		assertThat(json(answer.getBody()).at("/error/type").asString()).isEqualTo("invalid_request_error");
		assertThat(answer.getBody()).doesNotContain("sk-secret");
	}

	@Test
	void emptyBodyIsRefused() {
		assertThat(ask("sound", "").getStatusCode().value()).isEqualTo(400);
	}

	@Test
	void requestWithoutModelOrMessagesIsRefused() {
		assertThat(json(ask("sound", "{}").getBody()).at("/error/message").asString()).contains("model");
		assertThat(json(ask("sound", "{\"model\": \"m\", \"messages\": []}").getBody()).at("/error/message").asString())
			.contains("'messages'");
	}

	@Test
	void hugeRequestIsRefused() {
		assertThat(ask("sound", WHOLE.replace("weather", "w".repeat(1_100_000))).getStatusCode().value())
			.isEqualTo(413);
	}

	@Test
	void unknownCharacterIsNotFound() {
		assertThat(ask("nobody", WHOLE).getStatusCode().value()).isEqualTo(404);
	}

	private static WebClient.RequestHeadersSpec<?> post(String character, String body) {
		return client.post()
			.uri("/{character}/v1/chat/completions", character)
			.header(HttpHeaders.AUTHORIZATION, "Bearer simulated")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body);
	}

	private static Flux<String> stream(String character, String body) {
		return post(character, body).retrieve().bodyToFlux(String.class);
	}

	private static ResponseEntity<String> ask(String character, String body) {
		return post(character, body).retrieve()
			.onStatus(HttpStatusCode::isError, (response) -> Mono.empty())
			.toEntity(String.class)
			.block(PATIENCE);
	}

	private static Mono<Integer> outcome(String character) {
		return post(character, WHOLE)
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
			.onErrorReturn(-1);
	}

	private static void assertShare(List<Integer> outcomes, int outcome, double share) {
		double deviation = Math.sqrt(outcomes.size() * share * (1 - share));
		assertThat((double) outcomes.stream().filter((value) -> value == outcome).count())
			.isCloseTo(outcomes.size() * share, within(4 * deviation));
	}

	private static void awaitNoActiveGeneration() {
		Awaitility.await().until(() -> upstream.activeGenerations() == 0);
	}

	private static JsonNode json(String text) {
		return MAPPER.readTree(text);
	}

	private static JsonNode delta(String event) {
		return json(event).at("/choices/0/delta");
	}

}
