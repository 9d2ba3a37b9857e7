package io.llmrouter.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.autoconfigure.springai.LlmSpringAiAutoConfiguration;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.springai.RouterChatModel;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.ProviderComparison;
import io.llmrouter.stats.Window;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles what the document on Spring AI shows and runs it against the simulated
 * upstreams.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "sample.upstream.seed=7", "sample.traffic.enabled=false",
				"llm.router.routes.default.strategy=priority", "llm.router.routes.default.candidates=swift,steady",
				"sample.upstream.characters.swift.rate-limited-share=0",
				"sample.upstream.characters.steady.overloaded-share=0" })
class SpringAiDocumentTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String IMPORTS = """
			import io.llmrouter.springai.*;
			import java.time.*;
			import java.util.*;
			import org.springframework.ai.chat.client.*;
			import org.springframework.ai.chat.client.advisor.*;
			import org.springframework.ai.chat.model.*;
			import org.springframework.ai.tool.annotation.*;
			import org.springframework.beans.factory.annotation.*;
			import org.springframework.stereotype.*;
			import reactor.core.publisher.*;
			""";

	private final Snippets snippets = new Snippets(Path.of("..", "docs", "spring-ai.md"));

	@Autowired
	private ApplicationContext context;

	@Autowired
	private ComparisonStatistics statistics;

	@TempDir
	private Path classes;

	private Object desk;

	@BeforeEach
	void compile() throws Exception {
		Class<?> type = this.snippets.compiled("WeatherDesk", IMPORTS, this.classes);
		this.desk = this.context.getAutowireCapableBeanFactory().createBean(type);
		this.statistics.reset();
	}

	@Test
	void clientAnswersWithItsTool() {
		ChatResponse answer = ReflectionTestUtils.invokeMethod(this.desk, "answer", "Which temperature has Oslo?");
		assertThat(answer.getResult().getOutput().getText()).isNotBlank();
		assertThat(answer.getMetadata().<String>get(RouterChatModel.PROVIDER)).isEqualTo("swift");
		assertThat(answer.getMetadata().<RoutingDecision>get(RouterChatModel.ROUTING).attempts()).hasSize(1);
		assertThat(answer.getMetadata().getUsage().getTotalTokens()).isPositive();
		assertThat(row().calls().succeeded()).isEqualTo(2);
	}

	@Test
	void clientStreamsWithItsTool() {
		Flux<String> tokens = ReflectionTestUtils.invokeMethod(this.desk, "tokens", "Which temperature has Oslo?");
		List<String> pieces = tokens.collectList().block(PATIENCE);
		assertThat(pieces).hasSizeGreaterThan(3);
		assertThat(row().calls().succeeded()).isEqualTo(2);
	}

	@Test
	void clientReadsAnEntityFromTheRouteItNames() {
		Object city = ReflectionTestUtils.invokeMethod(this.desk, "entity", "Which city is it?");
		assertThat(city).hasNoNullFieldsOrProperties();
		assertThat(row().provider()).isEqualTo("steady");
	}

	private ProviderComparison row() {
		List<ProviderComparison> rows = this.statistics.compare(Window.ALL).ranking();
		assertThat(rows).hasSize(1);
		return rows.get(0);
	}

	@Test
	void configurationStartsItsProviders() throws IOException {
		var yaml = new YamlPropertySourceLoader().load("document",
				new ByteArrayResource(this.snippets.text("application.yml").getBytes()));
		ChatModel model = (prompt) -> new ChatResponse(List.of());
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class,
					LlmRouterAutoConfiguration.class, LlmSpringAiAutoConfiguration.class))
			.withInitializer((context) -> yaml.forEach(context.getEnvironment().getPropertySources()::addLast))
			.withPropertyValues("ANTHROPIC_API_KEY=sk-test")
			.withBean("openAiChatModel", ChatModel.class, () -> model)
			.withBean("bedrockProxyChatModel", ChatModel.class, () -> model)
			.run((context) -> assertThat(context).hasSingleBean(RouterChatModel.class)
				.getBeans(ChatProvider.class)
				.containsOnlyKeys("claudeChatProvider", "bedrockChatProvider", "openaiChatProvider"));
	}

}
