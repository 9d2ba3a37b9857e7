package io.llmrouter.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterMetricsAutoConfiguration;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs what the README shows.
 */
class ReadmeTests {

	private static final Path README = Path.of("..", "README.md");

	private static final String IMPORTS = """
			import io.llmrouter.*;
			import io.llmrouter.chat.*;
			import io.llmrouter.embedding.*;
			import io.llmrouter.provider.*;
			import java.util.*;
			import org.springframework.stereotype.*;
			import reactor.core.publisher.*;
			""";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class));

	private final Snippets snippets = new Snippets(README);

	@TempDir
	private Path classes;

	@Test
	void configurationStartsItsProvidersAndARouter() throws IOException {
		var yaml = new YamlPropertySourceLoader().load("readme",
				new ByteArrayResource(this.snippets.text("application.yml").getBytes()));
		this.runner.withInitializer((context) -> yaml.forEach(context.getEnvironment().getPropertySources()::addLast))
			.withPropertyValues("OPENAI_API_KEY=sk-test", "ANTHROPIC_API_KEY=sk-test")
			.run((context) -> assertThat(context).hasSingleBean(LlmRouter.class)
				.getBeans(ChatProvider.class)
				.containsOnlyKeys("openaiChatProvider", "claudeChatProvider", "localChatProvider"));
	}

	@Test
	void ownProviderAnswersThroughTheServiceAndIsMeasured() throws Exception {
		Class<?> provider = this.snippets.compiled("EchoProvider", IMPORTS, this.classes);
		Class<?> assistant = this.snippets.compiled("Assistant", IMPORTS, this.classes);
		this.runner.withBean(provider).withBean(assistant).run((context) -> {
			Mono<?> answer = ReflectionTestUtils.invokeMethod(context.getBean(assistant), "answer", "Hello");
			assertThat(answer.block(Duration.ofSeconds(5))).isEqualTo("Hello");
			assertThat(context.getBean(LlmRouter.class)
				.stream(ChatRequest.user("Hello"))
				.collectList()
				.block(Duration.ofSeconds(5))).hasSize(1);
			assertThat(context.getBean(ComparisonStatistics.class).compare(Window.ALL).ranking()).singleElement()
				.satisfies((row) -> assertThat(row.calls().succeeded()).isEqualTo(2));
		});
	}

	@Test
	void configuredEmbeddingModelMakesVectors() throws Exception {
		Class<?> search = this.snippets.compiled("Search", IMPORTS, this.classes);
		DisposableServer upstream = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.handle((request, response) -> request.receive()
				.then(response.sendString(Mono.just("{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}]}")).then()))
			.bindNow();
		try {
			this.runner.withBean(search)
				.withPropertyValues("llm.router.providers.local.type=openai-compatible",
						"llm.router.providers.local.embedding-model=m",
						"llm.router.providers.local.base-url=http://127.0.0.1:" + upstream.port())
				.run((context) -> {
					Mono<List<float[]>> vectors = ReflectionTestUtils.invokeMethod(context.getBean(search), "vectors",
							List.of("one", "two"));
					assertThat(vectors.block(Duration.ofSeconds(5))).containsExactly(new float[] { 1 },
							new float[] { 2 });
				});
		}
		finally {
			upstream.disposeNow();
		}
	}

	@Test
	void commandsNameWhatIsThere() throws IOException {
		String readme = Files.readString(README);
		assertThat(readme).contains("mvn -q -pl sample-app -am spring-boot:run", "mvn -B verify");
		assertThat(Path.of("..", "sample-app", "pom.xml")).exists();
		Matcher links = Pattern.compile("]\\((?!http)([^)#]+)\\)").matcher(readme);
		while (links.find()) {
			assertThat(Path.of("..").resolve(links.group(1))).exists();
		}
	}

	@Test
	void answersShownHaveTheDocumentedFieldsAndMeters() throws IOException {
		String docs = Files.readString(Path.of("..", "docs", "metrics.md"));
		Matcher json = Pattern.compile("```json\\n(\\{\\s+\"generatedAt\".*?)```", Pattern.DOTALL)
			.matcher(Files.readString(README));
		assertThat(json.find()).isTrue();
		JsonNode row = JsonMapper.shared().readTree(json.group(1)).at("/ranking/0");
		row.propertyNames().forEach((name) -> assertThat(docs).containsPattern("\\| `" + name + "[`.]"));
		Matcher meters = Pattern.compile("(?m)^(llm_router_\\w+?)(_count|_bucket)?\\{")
			.matcher(Files.readString(README));
		while (meters.find()) {
			assertThat(docs).contains("`" + meters.group(1) + "`");
		}
	}

}
