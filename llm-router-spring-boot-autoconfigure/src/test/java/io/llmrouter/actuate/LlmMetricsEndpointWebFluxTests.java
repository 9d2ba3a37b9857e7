package io.llmrouter.actuate;

import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@TestPropertySource(
		properties = { "spring.main.web-application-type=reactive", "spring.webflux.problemdetails.enabled=true" })
class LlmMetricsEndpointWebFluxTests extends LlmMetricsEndpointContract {

	@Test
	void problemOfABadQuerySaysWhatIsAllowed() {
		assertThat(badRequest("/llm-metrics?window=2m")).contains("Window '2m' is unknown; allowed are '1m'");
		assertThat(badRequest("/llm-metrics?sort=luck")).contains("Sort 'luck' is unknown; allowed are 'rank'");
	}

}
