package io.llmrouter.autoconfigure.provider;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SanitizableData;

import static org.assertj.core.api.Assertions.assertThat;

class ProviderSecretsTests {

	@ParameterizedTest
	@ValueSource(strings = { "llm.router.providers.a.api-key", "llm.router.providers.a.apiKey",
			"LLM_ROUTER_PROVIDERS_A_APIKEY", "LLM_ROUTER_PROVIDERS_A_API_KEY", "llm.router.providers.a.api-keys",
			"llm.router.providers.a.api-keys[0]", "llm.router.providers.a.apiKeys[12]",
			"LLM_ROUTER_PROVIDERS_A_APIKEYS_0_", "llm.router.providers.a.proxy.password",
			"LLM_ROUTER_PROVIDERS_A_PROXY_PASSWORD", "llm.router.providers.a.headers.X-Key",
			"llm.router.providers.a.headers[X-Key]", "LLM_ROUTER_PROVIDERS_A_HEADERS_XKEY",
			"llm.router.providers[my.name].api-key", "llm.router.providers[my.name].api-keys[0]" })
	void secretsAreMasked(String key) {
		assertThat(value(key)).isEqualTo(SanitizableData.SANITIZED_VALUE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "llm.router.providers.a.type", "llm.router.providers.a.proxy.host",
			"llm.router.providers.a.model", "spring.ai.openai.api-key", "llm.router.metrics.enabled" })
	void everythingElseIsLeftToOthers(String key) {
		assertThat(value(key)).isEqualTo("canary");
	}

	private static Object value(String key) {
		return new ProviderSecrets().apply(new SanitizableData(null, key, "canary")).getValue();
	}

}
