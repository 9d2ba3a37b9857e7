package io.llmrouter.actuate;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class LlmMetricsEndpointWebFluxTests extends LlmMetricsEndpointContract {

}
