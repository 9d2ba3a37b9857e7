package io.llmrouter.autoconfigure.page;

import io.llmrouter.actuate.LlmMetricsEndpoint;
import io.llmrouter.actuate.page.WebFluxPageMapping;
import io.llmrouter.actuate.page.WebMvcPageMapping;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Configuration of the page of the endpoint {@code llm-metrics}, on whatever port the
 * endpoints are served.
 *
 * @since 0.1.0
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnAvailableEndpoint(endpoint = LlmMetricsEndpoint.class, exposure = EndpointExposure.WEB)
public final class LlmMetricsPageConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class WebFluxConfiguration {

		@Bean
		@ConditionalOnMissingBean
		WebFluxPageMapping llmMetricsPageMapping(PathMappedEndpoints endpoints) {
			return new WebFluxPageMapping(endpoints);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class WebMvcConfiguration {

		@Bean
		@ConditionalOnMissingBean
		WebMvcPageMapping llmMetricsPageMapping(PathMappedEndpoints endpoints) {
			return new WebMvcPageMapping(endpoints);
		}

	}

}
