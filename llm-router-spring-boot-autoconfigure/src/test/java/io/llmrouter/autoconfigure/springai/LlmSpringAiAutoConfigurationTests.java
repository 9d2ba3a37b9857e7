package io.llmrouter.autoconfigure.springai;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.springai.ModelNames;
import io.llmrouter.springai.RouterChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class LlmSpringAiAutoConfigurationTests {

	private static final String[] LOCAL = { "llm.router.providers.local.type=ollama",
			"llm.router.providers.local.model=llama", "llm.router.routes.quality.candidates=local" };

	private final ApplicationContextRunner empty = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class, LlmSpringAiAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.empty.withPropertyValues(LOCAL);

	private static ChatModel model() {
		ChatModel model = mock(ChatModel.class);
		given(model.getOptions()).willCallRealMethod();
		return model;
	}

	@Test
	void routerIsAChatModelBean() {
		this.runner.run((context) -> {
			assertThat(context.getBeansOfType(ChatModel.class)).containsOnlyKeys("llmRouterChatModel");
			assertThat(context.getBean(ChatModel.class)).isInstanceOf(RouterChatModel.class);
			assertThat(context.getBean(ModelNames.class))
				.isEqualTo(new ModelNames(Set.of("default", "quality"), Set.of("local")));
		});
	}

	@Test
	void routerStandsBackWhereTheApplicationHasAChatModel() {
		this.runner.withBean("mine", ChatModel.class, LlmSpringAiAutoConfigurationTests::model)
			.run((context) -> assertThat(context.getBean(ChatModel.class)).isSameAs(context.getBean("mine")));
	}

	@Test
	void routerComesFirstWhereItIsAskedFor() {
		this.runner.withPropertyValues("llm.router.spring-ai.primary=true")
			.withBean("mine", ChatModel.class, LlmSpringAiAutoConfigurationTests::model)
			.run((context) -> {
				assertThat(context.getBeansOfType(ChatModel.class)).containsOnlyKeys("mine", "llmRouterChatModel");
				assertThat(context.getBean(ChatModel.class)).isInstanceOf(RouterChatModel.class);
			});
	}

	@Test
	void chatModelOfThatNameTakesThePlaceOfOurs() {
		this.runner.withBean("llmRouterChatModel", ChatModel.class, LlmSpringAiAutoConfigurationTests::model)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RouterChatModel.class));
	}

	@Test
	void withoutProvidersThereIsNoChatModel() {
		this.empty.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ChatModel.class)
			.doesNotHaveBean(LlmRouter.class));
	}

	@Test
	void withoutSpringAiTheRouterStarts() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.ai"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(LlmRouter.class)
				.doesNotHaveBean(LlmSpringAiAutoConfiguration.class));
	}

	@Test
	void withoutSpringAiItsTypeStopsTheStart() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.ai"))
			.withPropertyValues("llm.router.providers.x.type=spring-ai", "llm.router.providers.x.bean=mine")
			.run((context) -> assertThat(analysis(context)).returns(
					"Property 'llm.router.providers.x.type' is 'spring-ai', but Spring AI is not on the class path.",
					FailureAnalysis::getDescription)
				.satisfies((analysis) -> assertThat(analysis.getAction()).contains("spring-ai-model")));
	}

	@Test
	void chatModelBeanIsAProvider() {
		this.runner.withBean("mine", ChatModel.class, LlmSpringAiAutoConfigurationTests::model)
			.withPropertyValues("llm.router.providers.x.type=spring-ai", "llm.router.providers.x.bean=mine",
					"llm.router.providers.x.models=a,b")
			.run((context) -> {
				Map<String, ChatProvider> providers = context.getBeansOfType(ChatProvider.class);
				assertThat(providers).containsOnlyKeys("localChatProvider", "xChatProvider");
				assertThat(providers.get("xChatProvider").name()).isEqualTo("x");
				assertThat(providers.get("xChatProvider").models()).containsExactly("a", "b");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			nobody | is 'nobody', which is no bean
			''     | is missing
			text   | is 'text', which is no ChatModel
			""")
	void otherBeansStopTheStart(String bean, String problem) {
		this.runner.withBean("mine", ChatModel.class, LlmSpringAiAutoConfigurationTests::model)
			.withBean("text", String.class, () -> "text")
			.withPropertyValues("llm.router.providers.x.type=spring-ai", "llm.router.providers.x.bean=" + bean)
			.run((context) -> {
				assertThat(analysis(context).getDescription())
					.isEqualTo("Property 'llm.router.providers.x.bean' " + problem + ".");
				assertThat(analysis(context).getAction()).isEqualTo("Set it to one of the ChatModel beans [mine].");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "true" })
	void routeThatLeadsToItselfStopsTheStart(String primary) {
		this.runner
			.withPropertyValues("llm.router.providers.x.type=spring-ai",
					"llm.router.providers.x.bean=llmRouterChatModel", "llm.router.spring-ai.primary=" + primary)
			.run((context) -> {
				assertThat(analysis(context).getDescription()).startsWith("Property 'llm.router.providers.x.bean' "
						+ "is 'llmRouterChatModel', which is the router itself");
				assertThat(analysis(context).getAction()).contains("the application has none yet");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "base-url=http://localhost", "api-key=k", "api-keys=k", "headers.a=b", "proxy.host=p",
			"ssl-bundle=b", "compression=true", "pool.max-connections=3", "limits.max-line=1KB", "options.num-ctx=5",
			"timeouts.connect=3s" })
	void settingsWithoutEffectStopTheStart(String setting) {
		this.runner.withBean("mine", ChatModel.class, LlmSpringAiAutoConfigurationTests::model)
			.withPropertyValues("llm.router.providers.x.type=spring-ai", "llm.router.providers.x.bean=mine",
					"llm.router.providers.x." + setting)
			.run((context) -> assertThat(analysis(context).getDescription())
				.startsWith("Property 'llm.router.providers.x.")
				.endsWith("is set, but type 'spring-ai' does not know it."));
	}

	@Test
	void beanOfAnotherTypeStopsTheStart() {
		this.runner.withPropertyValues("llm.router.providers.local.bean=mine")
			.run((context) -> assertThat(analysis(context).getDescription())
				.isEqualTo("Property 'llm.router.providers.local.bean' is set, but type 'ollama' does not know it."));
	}

	private static FailureAnalysis analysis(AssertableApplicationContext context) {
		Throwable failure = NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure());
		assertThat(failure).isInstanceOf(InvalidLlmRouterConfigurationException.class);
		return SpringFactoriesLoader
			.forDefaultResourceLocation(LlmSpringAiAutoConfigurationTests.class.getClassLoader())
			.load(FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.handleMessage((message, ex) -> {
			}))
			.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow();
	}

}
