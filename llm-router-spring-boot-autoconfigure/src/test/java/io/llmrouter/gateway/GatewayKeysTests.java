package io.llmrouter.gateway;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayKeysTests extends GatewayFixture {

	private static final String NARROW = "sk-narrow-0123456789";

	@Override
	GatewayKeys keys() {
		return new GatewayKeys().add(KEY, caller()).add(NARROW, caller("fast", "steady/steady-1"));
	}

	private HttpResponse<String> ask(String authorization, String model) {
		return send(
				post("/v1/chat/completions", QUESTION.replace("fast", model)).header("Authorization", authorization));
	}

	@Test
	void requestWithoutAKeyIsRefused() {
		HttpResponse<String> response = send(post("/v1/chat/completions", QUESTION));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(error(response).path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(response.headers().firstValue("www-authenticate")).hasValue("Bearer");
		assertThat(this.router.requests).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer ", "Bearer sk-canary-012345678", "Bearer sk-canary-01234567890",
			"Bearer SK-CANARY-0123456789", "Bearer x sk-canary-0123456789", "Basic sk-canary-0123456789",
			"sk-canary-0123456789" })
	void wrongKeyIsRefused(String authorization) {
		HttpResponse<String> response = ask(authorization, "fast");
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.body()).doesNotContain("canary");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/models", "/v1/nonsense" })
	void everyPathAsksForAKey(String path) {
		assertThat(send(request(path)).statusCode()).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer " + KEY, "bearer " + KEY, "Bearer  " + KEY + " " })
	void rightKeyIsServed(String authorization) {
		assertThat(ask(authorization, "swift-1").statusCode()).isEqualTo(200);
	}

	@Test
	void keyMayUseItsRoutesOnly() {
		assertThat(ask("Bearer " + NARROW, "fast").statusCode()).isEqualTo(200);
		assertThat(ask("Bearer " + NARROW, "steady/steady-1").statusCode()).isEqualTo(200);
		for (String model : new String[] { "default", "swift/swift-1", "steady-1", "none" }) {
			HttpResponse<String> response = ask("Bearer " + NARROW, model);
			assertThat(response.statusCode()).as(model).isEqualTo(403);
			assertThat(error(response).path("code").asString()).isEqualTo("model_not_allowed");
		}
		assertThat(this.router.requests).hasSize(2);
	}

	@Test
	void keySeesItsRoutesOnly() {
		JsonNode body = this.json
			.readTree(send(request("/v1/models").header("Authorization", "Bearer " + NARROW)).body());
		assertThat(body.path("data").valueStream().map((model) -> model.path("id").asString()))
			.containsExactlyInAnyOrder("fast", "steady/steady-1");
		assertThat(send(request("/v1/models/default").header("Authorization", "Bearer " + NARROW)).statusCode())
			.isEqualTo(404);
	}

	@Test
	void keysShowNothingOfThemselves() {
		assertThat(keys()).hasToString("GatewayKeys[2]");
	}

}
