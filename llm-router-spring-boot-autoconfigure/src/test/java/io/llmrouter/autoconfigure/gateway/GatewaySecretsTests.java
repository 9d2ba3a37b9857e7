package io.llmrouter.autoconfigure.gateway;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SanitizableData;

import static org.assertj.core.api.Assertions.assertThat;

class GatewaySecretsTests {

	@ParameterizedTest
	@ValueSource(strings = { "llm.router.gateway.keys.team.key", "llm.router.gateway.keys[my.team].key",
			"LLM_ROUTER_GATEWAY_KEYS_TEAM_KEY" })
	void keysAreMasked(String key) {
		assertThat(value(key)).isEqualTo(SanitizableData.SANITIZED_VALUE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "llm.router.gateway.base-path", "llm.router.gateway.keys.team.routes[0]",
			"llm.router.gateway.enabled" })
	void everythingElseIsLeftToOthers(String key) {
		assertThat(value(key)).isEqualTo("canary");
	}

	private static Object value(String key) {
		return new GatewaySecrets().apply(new SanitizableData(null, key, "canary")).getValue();
	}

}
