package io.llmrouter.actuate;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class LlmMetricsEndpointWebMvcTests extends LlmMetricsEndpointContract {

}
