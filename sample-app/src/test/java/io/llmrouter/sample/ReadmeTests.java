package io.llmrouter.sample;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

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
			import io.llmrouter.provider.*;
			import org.springframework.stereotype.*;
			import reactor.core.publisher.*;
			""";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class));

	@TempDir
	private Path classes;

	@Test
	void configurationStartsItsProvidersAndARouter() throws IOException {
		var yaml = new YamlPropertySourceLoader().load("readme",
				new ByteArrayResource(snippet("application.yml").getBytes()));
		this.runner.withInitializer((context) -> yaml.forEach(context.getEnvironment().getPropertySources()::addLast))
			.withPropertyValues("OPENAI_API_KEY=sk-test", "ANTHROPIC_API_KEY=sk-test")
			.run((context) -> assertThat(context).hasSingleBean(LlmRouter.class)
				.getBeans(ChatProvider.class)
				.containsOnlyKeys("openaiChatProvider", "claudeChatProvider", "localChatProvider"));
	}

	@Test
	void ownProviderAnswersThroughTheServiceAndIsMeasured() throws Exception {
		Class<?> provider = compiled("EchoProvider");
		Class<?> assistant = compiled("Assistant");
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

	private static String snippet(String name) throws IOException {
		Matcher matcher = Pattern
			.compile("<!-- snippet: " + Pattern.quote(name) + " -->\\n```\\w+\\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(README));
		assertThat(matcher.find()).as("snippet " + name).isTrue();
		return matcher.group(1);
	}

	private Class<?> compiled(String name) throws IOException, ClassNotFoundException {
		String source = IMPORTS + snippet(name + ".java");
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> options = List.of("-d", this.classes.toString(), "-classpath",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "-proc:none");
		assertThat(compiler.getTask(null, null, null, options, null, List.of(file(name, source))).call()).isTrue();
		URL[] path = { this.classes.toUri().toURL() };
		return new URLClassLoader(path, getClass().getClassLoader()).loadClass(name);
	}

	private static JavaFileObject file(String name, String source) {
		return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {

			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return source;
			}

		};
	}

}
