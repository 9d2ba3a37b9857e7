package io.llmrouter.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterMetricsAutoConfiguration;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ChatProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs what {@code docs/metrics.md} shows.
 */
class MetricsDocumentTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

	private static final String IMPORTS = """
			import io.llmrouter.call.*;
			import io.llmrouter.stats.*;
			import java.time.*;
			import java.util.*;
			import java.util.concurrent.*;
			import java.util.concurrent.atomic.*;
			import org.springframework.stereotype.*;
			import reactor.util.context.*;
			""";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
				ObservationAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
		.withBean("echo", ChatProvider.class, Echo::new);

	private final Snippets snippets = new Snippets(DOCUMENT);

	@TempDir
	private Path classes;

	@Test
	void configurationTagsAllMeters() throws IOException {
		var yaml = new YamlPropertySourceLoader().load("metrics",
				new ByteArrayResource(this.snippets.text("application.yml").getBytes()));
		this.runner.withInitializer((context) -> yaml.forEach(context.getEnvironment().getPropertySources()::addLast))
			.run((context) -> {
				context.getBean(LlmRouter.class).chat(ChatRequest.user("Hello")).block(PATIENCE);
				assertThat(context.getBean(MeterRegistry.class)
					.get("llm.router.attempt")
					.tags("region", "eu-central-1", "environment", "production")
					.timer()
					.count()).isOne();
			});
	}

	@Test
	void tagsOfYourOwnComeFromTheReactorContext() throws Exception {
		Class<?> tags = this.snippets.compiled("TeamTags", IMPORTS, this.classes);
		this.runner.withBean(tags).run((context) -> {
			LlmRouter router = context.getBean(LlmRouter.class);
			ChatRequest request = ChatRequest.user("Hello");
			router.chat(request).contextWrite((reactor) -> reactor.put("team", "search")).block(PATIENCE);
			router.chat(request).block(PATIENCE);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("llm.router.attempt").tag("team", "search").timer().count()).isOne();
			assertThat(registry.get("llm.router.attempt").tag("team", "none").timer().count()).isOne();
		});
	}

	@Test
	void comparisonInJavaNamesAProvider() throws Exception {
		Class<?> cheapest = this.snippets.compiled("CheapestProvider", IMPORTS, this.classes);
		this.runner.withBean(cheapest).run((context) -> {
			context.getBean(LlmRouter.class).chat(ChatRequest.user("Hello")).block(PATIENCE);
			Optional<?> name = ReflectionTestUtils.invokeMethod(context.getBean(cheapest), "name");
			assertThat(name.orElseThrow()).isEqualTo("echo");
		});
	}

	@Test
	void collectorOfYourOwnHearsOfSlowCalls() throws Exception {
		Class<?> slow = this.snippets.compiled("SlowCalls", IMPORTS, this.classes);
		this.runner.withBean(slow).run((context) -> {
			context.getBean(LlmRouter.class).chat(ChatRequest.user("Hello")).block(PATIENCE);
			Object listener = context.getBean(slow);
			assertThat((Collection<?>) ReflectionTestUtils.getField(listener, "calls")).isEmpty();
			StartedCall start = new StartedCall("echo", "default", null, false, null, 1, Instant.EPOCH);
			((ChatCallListener) listener).callEnded(new ChatCall(start, Duration.ofSeconds(31), null, null, 0,
					Outcome.SUCCESS, null, null, null, null, null, null));
			assertThat((Collection<?>) ReflectionTestUtils.getField(listener, "calls")).hasSize(1);
		});
	}

	@Test
	void everySectionAndEveryLinkIsThere() throws IOException {
		String text = Files.readString(DOCUMENT);
		TreeSet<String> anchors = new TreeSet<>();
		Matcher headings = Pattern.compile("(?m)^#{1,4} (.*)$").matcher(text);
		while (headings.find()) {
			anchors.add(headings.group(1).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-'));
		}
		Matcher links = Pattern.compile("]\\((?!http)([^)#]*)(?:#([^)]*))?\\)").matcher(text);
		while (links.find()) {
			if (links.group(1).isEmpty()) {
				assertThat(anchors).contains(links.group(2));
			}
			else {
				assertThat(DOCUMENT.resolveSibling(links.group(1))).exists();
			}
		}
		assertThat(anchors).contains("quick-start", "configuration", "meters", "in-java", "troubleshooting",
				"best-practice", "from-llm-api-router");
	}

	/**
	 * Provider that repeats what it is asked.
	 */
	static class Echo implements ChatProvider {

		@Override
		public String name() {
			return "echo";
		}

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return Mono.fromSupplier(() -> ChatResponse.text("echo", "Hello", null));
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return Flux.just(new ChatChunk.TextDelta("Hello"));
		}

	}

}
