package io.llmrouter.sample.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SimulatedUpstreamInitializer} with the configuration of the sample.
 */
class SimulatedUpstreamInitializerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer(new ConfigDataApplicationContextInitializer())
		.withInitializer(new SimulatedUpstreamInitializer());

	@Test
	void portIsKnownToTheConfiguredProviders() {
		this.runner.run((context) -> {
			int port = context.getEnvironment().getRequiredProperty("sample.upstream.port", Integer.class);
			assertThat(accepts(port)).isTrue();
			assertThat(context.getEnvironment().getProperty("llm.router.providers.frugal.base-url"))
				.isEqualTo("http://127.0.0.1:" + port + "/frugal/v1beta");
		});
	}

	@Test
	void serverEndsWithTheContext() {
		AtomicInteger port = new AtomicInteger();
		this.runner.run((context) -> port
			.set(context.getEnvironment().getRequiredProperty("sample.upstream.port", Integer.class)));
		Awaitility.await().until(() -> !accepts(port.get()));
	}

	@Test
	void serverEndsWhereTheStartFails() {
		AtomicInteger port = new AtomicInteger();
		this.runner
			.withInitializer((context) -> port
				.set(context.getEnvironment().getRequiredProperty("sample.upstream.port", Integer.class)))
			.withBean("broken", Object.class, () -> {
				throw new IllegalStateException("broken");
			})
			.run((context) -> assertThat(context).hasFailed());
		Awaitility.await().until(() -> !accepts(port.get()));
	}

	@Test
	void liveProfileHasOnlyTheRealProvider() {
		this.runner.withPropertyValues("spring.profiles.active=live", "OPENAI_API_KEY=none").run((context) -> {
			Environment environment = context.getEnvironment();
			assertThat(environment.getProperty("llm.router.providers.openai.model")).isEqualTo("gpt-5-mini");
			assertThat(environment.getProperty("llm.router.providers.swift.type")).isNull();
			assertThat(environment.getProperty("sample.upstream.port")).isNull();
			assertThat(environment.getProperty("sample.traffic.enabled")).isNull();
		});
	}

	private static boolean accepts(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
