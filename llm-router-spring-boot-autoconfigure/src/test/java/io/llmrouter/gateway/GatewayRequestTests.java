package io.llmrouter.gateway;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint makes of requests that are no questions, and its list of models.
 */
class GatewayRequestTests extends GatewayFixture {

	@ParameterizedTest
	@ValueSource(
			strings = { "/v1", "/v1/", "/v1/completions", "/v1/chat", "/v1/chat/completions/x", "/v1/models/none" })
	void unknownPathIsAnError(String path) {
		HttpResponse<String> response = send(request(path));
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(error(response).path("type").asString()).isEqualTo("invalid_request_error");
	}

	@Test
	void whatIsNotBeneathTheBasePathIsNotOurs() {
		assertThat(send(request("/v1x")).body()).doesNotContain("error\":{");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /v1/chat/completions", "PUT, /v1/chat/completions", "POST, /v1/models", "DELETE, /v1/models",
			"GET, /v1/embeddings" })
	void wrongMethodIsAnError(String method, String path) {
		HttpResponse<String> response = send(request(path).method(method, BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(error(response).path("code").asString()).isEqualTo("method_not_supported");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "nonsense", "application/jsonx",
			"multipart/form-data; boundary=x" })
	void onlyJsonIsTaken(String type) {
		HttpResponse<String> response = send(
				request("/v1/chat/completions").header("Content-Type", type).POST(BodyPublishers.ofString(QUESTION)));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(error(response).path("code").asString()).isEqualTo("unsupported_content_type");
	}

	@Test
	void jsonMayNameItsCharset() {
		HttpResponse<String> response = send(
				request("/v1/chat/completions").header("Content-Type", "application/json; charset=utf-8")
					.POST(BodyPublishers.ofString(QUESTION)));
		assertThat(response.statusCode()).isEqualTo(200);
	}

	@Test
	void bodyIsLimitedByItsLength() {
		HttpResponse<String> response = send(post("/v1/chat/completions", QUESTION + " ".repeat(10_000)));
		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(error(response).path("code").asString()).isEqualTo("request_too_large");
		assertThat(response.headers().firstValue("connection")).hasValue("close");
	}

	@Test
	void bodyIsLimitedWithoutALength() {
		byte[] body = (QUESTION + " ".repeat(10_000)).getBytes();
		HttpResponse<String> response = send(request("/v1/chat/completions").header("Content-Type", "application/json")
			.POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body))));
		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(error(response).path("code").asString()).isEqualTo("request_too_large");
	}

	@Test
	void bodyOfTheLargestSizeIsTaken() {
		HttpResponse<String> response = send(
				post("/v1/chat/completions", QUESTION + " ".repeat(10_000 - QUESTION.length())));
		assertThat(response.statusCode()).isEqualTo(200);
	}

	@Test
	void emptyBodyIsNoQuestion() {
		HttpResponse<String> response = send(post("/v1/chat/completions", ""));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(error(response).path("message").asString()).startsWith("We could not parse");
	}

	@Test
	void connectionGoesOnAfterAnError() {
		send(post("/v1/chat/completions", "{"));
		this.router.answer = Mono.empty();
		assertThat(send(request("/v1/models")).statusCode()).isEqualTo(200);
	}

	@Test
	void modelsAreRoutesAndModelsOfProviders() {
		JsonNode body = this.json.readTree(send(request("/v1/models")).body());
		assertThat(body.path("object").asString()).isEqualTo("list");
		assertThat(body.path("data").valueStream().map((model) -> model.path("id").asString()))
			.containsExactlyInAnyOrder("fast", "default", "old-model", "swift/swift-1", "steady/steady-1",
					"steady/org/steady-2", "swift/swift-embed", "steady/steady-embed");
		assertThat(body.path("data").valueStream()).allSatisfy((model) -> {
			assertThat(model.path("object").asString()).isEqualTo("model");
			assertThat(model.path("created").isIntegralNumber()).isTrue();
			assertThat(model.path("owned_by").asString()).isIn("llm-router", "swift", "steady");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "steady/org/steady-2", "steady%2Forg%2Fsteady-2", "steady/org%2Fsteady-2" })
	void oneModelIsFoundHoweverItsNameIsWritten(String id) {
		HttpResponse<String> response = send(request("/v1/models/" + id));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(this.json.readTree(response.body()).path("id").asString()).isEqualTo("steady/org/steady-2");
	}

}
