package io.llmrouter.autoconfigure.gateway;

import java.util.function.Consumer;

import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterMetricsAutoConfiguration;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;

/**
 * Configured application with the endpoint on a real server.
 *
 * @param context the application
 * @param port the port of the server
 * @param connections the connections of callers
 */
record EndpointServer(ApplicationContext context, int port, ChannelGroup connections) {

	/** Small, so that what a caller does not read waits in this process soon. */
	private static final int SEND_BUFFER = 65_536;

	/**
	 * Run an application while it is used.
	 * @param upstream the provider behind route {@code default}
	 * @param use what is done with it
	 * @param properties further configuration
	 */
	static void run(PacedUpstream upstream, Consumer<EndpointServer> use, String... properties) {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
							LlmRouterMetricsAutoConfiguration.class, LlmGatewayAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("llm.router.gateway.enabled=true", "server.address=127.0.0.1",
					"llm.router.providers.paced.type=openai-compatible",
					"llm.router.providers.paced.base-url=" + upstream.baseUrl(), "llm.router.providers.paced.model=m")
			.withPropertyValues(properties)
			.run((context) -> serve(context, use));
	}

	private static void serve(ApplicationContext context, Consumer<EndpointServer> use) {
		ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.channelGroup(connections)
			.childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
			.handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(context.getBean(RouterFunction.class))))
			.bindNow();
		try {
			use.accept(new EndpointServer(context, server.port(), connections));
		}
		finally {
			server.disposeNow();
		}
	}

}
