package io.llmrouter.benchmarks.gateway;

import java.io.IOException;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Application that is what its arguments and its class path make of it: the endpoint over
 * the router, or Spring Cloud Gateway.
 *
 * @since 0.1.0
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class GatewayApplication {

	/**
	 * Serve until the standard input ends.
	 * @param arguments the properties, as Spring Boot takes them
	 * @throws IOException if the standard input breaks
	 */
	public static void main(String[] arguments) throws IOException {
		try (ConfigurableApplicationContext context = SpringApplication.run(GatewayApplication.class, arguments)) {
			ForkedServer.tellPort(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			ForkedServer.awaitEnd();
		}
	}

}
