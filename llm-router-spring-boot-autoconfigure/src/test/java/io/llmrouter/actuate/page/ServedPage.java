package io.llmrouter.actuate.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.llmrouter.actuate.RecentCalls;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.LlmMetrics;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Application that serves the page with the figures of a {@link BusyHour}.
 */
final class ServedPage implements AutoCloseable {

	static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";

	// Boot has one factory of management servers for each kind of server; both kinds are
	// there in tests.
	private static final String TOMCAT = "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

	private final HttpClient client = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private final String address;

	private ServedPage(ConfigurableApplicationContext context, String path) {
		this.context = context;
		String own = context.getEnvironment().getProperty("local.management.port");
		String port = (own != null) ? own : context.getEnvironment().getProperty("local.server.port");
		this.address = "http://127.0.0.1:" + port + path;
	}

	/**
	 * Start an application with the page at its usual place.
	 * @param type the type of the application
	 * @param properties further properties
	 * @return the page
	 */
	static ServedPage start(String type, String... properties) {
		return start(type, "/actuator/llm-metrics", List.of(properties));
	}

	/**
	 * Start an application with the page on a port of its own, under other paths.
	 * @param type the type of the application
	 * @return the page
	 */
	static ServedPage startElsewhere(String type) {
		return start(type, "/ops/manage/figures/compare",
				List.of("management.server.port=0", "management.server.base-path=/ops",
						"management.endpoints.web.base-path=/manage", "server.servlet.context-path=/shop",
						"spring.webflux.base-path=/shop",
						"management.endpoints.web.path-mapping.llm-metrics=figures/compare",
						"management.endpoints.web.path-mapping.llm-calls=figures/last"));
	}

	private static ServedPage start(String type, String path, List<String> properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--management.server.address=127.0.0.1", "--spring.main.web-application-type=" + type));
		if (type.equals("reactive")) {
			arguments.add("--spring.autoconfigure.exclude=" + TOMCAT);
		}
		if (properties.stream().noneMatch((property) -> property.contains("exposure"))) {
			arguments.add("--management.endpoints.web.exposure.include=llm-metrics,llm-calls");
		}
		if (properties.stream().noneMatch((property) -> property.contains("management.server.port"))) {
			arguments.remove("--management.server.address=127.0.0.1");
		}
		properties.forEach((property) -> arguments.add("--" + property));
		return new ServedPage(new SpringApplicationBuilder(Application.class).run(arguments.toArray(String[]::new)),
				path);
	}

	String address() {
		return this.address;
	}

	/**
	 * Ask for something.
	 * @param path what to add to the address of the page, or where to go from there
	 * @param accept what is accepted
	 * @return the answer
	 */
	HttpResponse<String> get(String path, String accept) {
		return send(HttpRequest.newBuilder(uri(path)).header("Accept", accept).build());
	}

	HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	URI uri(String path) {
		return (path.isEmpty() || path.startsWith("?")) ? URI.create(this.address + path)
				: URI.create(this.address).resolve(path);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		// Of its own: a context that is closed takes the shared ones along.
		@Bean
		ReactorResourceFactory resources() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			return resources;
		}

		@Bean
		BusyHour busyHour() {
			return BusyHour.recorded();
		}

		@Bean
		ComparisonStatistics statistics(BusyHour hour) {
			return hour.statistics;
		}

		@Bean
		LlmMetrics metrics(ComparisonStatistics statistics) {
			return new LlmMetrics(statistics, (provider, model) -> provider.equals("backup") ? "open" : "closed");
		}

		@Bean
		RecentCalls recentCalls(BusyHour hour) {
			return hour.calls;
		}

		@Bean
		ChatProvider provider() {
			return new Silent("swift");
		}

	}

	record Silent(String name) implements ChatProvider {

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return Mono.never();
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return Flux.never();
		}

	}

}
