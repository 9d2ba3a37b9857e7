package io.llmrouter.sample.upstream;

import java.util.Map;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Initializer that starts the simulated providers before any bean is made, because the
 * router's configuration needs their port: it becomes the property
 * {@code sample.upstream.port}. Starts nothing where no character is configured, as in
 * the profile {@code live}. The server ends with the application context.
 *
 * @since 0.1.0
 */
public final class SimulatedUpstreamInitializer
		implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String NAME = "simulatedUpstream";

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		UpstreamProperties properties = Binder.get(context.getEnvironment())
			.bindOrCreate(UpstreamProperties.PREFIX, UpstreamProperties.class);
		if (properties.characters().isEmpty()) {
			return;
		}
		SimulatedUpstream upstream = SimulatedUpstream.start(properties);
		publishPort(context.getEnvironment(), upstream.port());
		closeWith(context, upstream);
	}

	private static void publishPort(ConfigurableEnvironment environment, int port) {
		environment.getPropertySources()
			.addFirst(new MapPropertySource(NAME, Map.of(UpstreamProperties.PREFIX + ".port", port)));
	}

	private static void closeWith(ConfigurableApplicationContext context, SimulatedUpstream upstream) {
		// Registered first, hence closed last, after the web server and the background
		// traffic. A context closed event would come before them, and never if the start
		// fails.
		if (context.getBeanFactory() instanceof DefaultSingletonBeanRegistry beans) {
			beans.registerDisposableBean(NAME, upstream::close);
		}
	}

}
