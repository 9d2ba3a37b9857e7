package io.llmrouter.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.UserProviders.OpenClass;
import io.llmrouter.autoconfigure.UserProviders.RecordClass;
import io.llmrouter.provider.ChatProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

class LlmProviderAutoConfigurationTests {

	private static final String KEY = "sk-canary-0123456789";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class));

	private final ApplicationContextRunner configured = this.runner.withPropertyValues(
			"llm.router.providers.openai.type=openai", "llm.router.providers.openai.api-key=" + KEY,
			"llm.router.providers.openai.model=gpt-5-mini", "llm.router.providers.openai.models=gpt-5",
			"llm.router.providers.local.type=openai-compatible",
			"llm.router.providers.local.base-url=http://localhost:8000/v1", "llm.router.providers.local.model=tiny");

	@Test
	void everyConfiguredProviderIsABean() {
		this.configured.run((context) -> {
			assertThat(context).getBeanNames(ChatProvider.class)
				.containsExactlyInAnyOrder("openaiChatProvider", "localChatProvider");
			ChatProvider openai = context.getBean("openaiChatProvider", ChatProvider.class);
			assertThat(openai.name()).isEqualTo("openai");
			assertThat(openai.models()).containsExactly("gpt-5-mini", "gpt-5");
			assertThat(context).hasSingleBean(LlmRouter.class);
		});
	}

	@Test
	void everyTypeIsABeanOfItsOwn() {
		List<String> properties = new ArrayList<>();
		for (String type : ProviderType.codes()) {
			String key = "llm.router.providers." + type;
			properties.addAll(List.of(key + ".type=" + type, key + ".api-key=" + KEY, key + ".model=m"));
		}
		this.runner.withPropertyValues(properties.toArray(String[]::new))
			.withPropertyValues("llm.router.providers.azure-openai.base-url=https://r.openai.azure.com/openai/v1",
					"llm.router.providers.openai-compatible.base-url=http://localhost:8000/v1")
			.run((context) -> assertThat(context.getBeansOfType(ChatProvider.class).values())
				.extracting(ChatProvider::name)
				.containsExactlyInAnyOrderElementsOf(ProviderType.codes()));
	}

	@Test
	void localModelIsGivenTimeToLoad() {
		assertThat(Objects.requireNonNull(ProviderType.of("ollama")).timeouts().firstToken())
			.isEqualTo(Duration.ofMinutes(5));
		assertThat(Objects.requireNonNull(ProviderType.of("openai")).timeouts().firstToken())
			.isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void withoutProvidersTheContextStartsWithoutARouter() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ChatProvider.class)
			.doesNotHaveBean(LlmRouter.class));
	}

	@Test
	void withoutWebClientTheUsersOwnProvidersAreRouted() {
		this.runner.withClassLoader(new FilteredClassLoader(WebClient.class))
			.withBean(ChatProvider.class, () -> new RecordClass("mine"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(LlmRouter.class));
	}

	@Test
	void ownAndConfiguredProvidersStandSideBySide() {
		this.configured.withBean("mine", ChatProvider.class, () -> new OpenClass("mine"))
			.withPropertyValues("llm.router.routes.default.candidates=mine,openai/gpt-5,local")
			.run((context) -> assertThat(context).hasNotFailed().getBeans(ChatProvider.class).hasSize(3));
	}

	@Test
	void keyStandsInNoText() {
		this.configured.run((context) -> assertThat(
				context.getBean(LlmRouterProperties.class) + " " + context.getBean("openaiChatProvider"))
			.doesNotContain("canary"));
	}

	static Stream<Arguments> badConfiguration() {
		return Stream.of(
				Arguments.of("llm.router.providers.a.type=opnai", "'llm.router.providers.a.type' is 'opnai'",
						"[anthropic, azure-openai, dashscope, deepseek, gemini, groq, mistral, ollama, openai, "
								+ "openai-compatible, openrouter, xai, zhipu]"),
				Arguments.of("llm.router.providers.a.model=x", "'llm.router.providers.a.type' is missing",
						"[anthropic, azure-openai, dashscope, deepseek, gemini, groq, mistral, ollama, openai, "
								+ "openai-compatible, openrouter, xai, zhipu]"),
				Arguments.of("llm.router.providers.a.type=openai", "'llm.router.providers.a.api-key' is missing",
						"environment variable"),
				Arguments.of("llm.router.providers.openai.api-key=${NO_SUCH_KEY}",
						"'llm.router.providers.openai.api-key' is missing ('${NO_SUCH_KEY}' is not set)",
						"environment variable"),
				Arguments.of("llm.router.providers.openai.api-key=sk canary", "holds a character that no key has",
						"the key of the provider alone"),
				Arguments.of("llm.router.providers.openai.base-url=localhost:8080",
						"'llm.router.providers.openai.base-url' is 'localhost:8080', which is no HTTP address",
						"https://api.openai.com/v1"),
				Arguments.of("llm.router.providers.openai.base-url=http://a b/",
						"'llm.router.providers.openai.base-url' is 'http://a b/'", "https://api.openai.com/v1"),
				Arguments.of("llm.router.providers.a.type=openai-compatible",
						"'llm.router.providers.a.base-url' is missing", "http://localhost:8000/v1"),
				Arguments.of("llm.router.providers.openai.timeouts.idle=0s",
						"'llm.router.providers.openai.timeouts.idle' is 'PT0S'", "over zero"),
				Arguments.of("llm.router.routes.fast.candidates=openai,opnai",
						"'llm.router.routes.fast.candidates' names provider 'opnai', which is not configured",
						"[local, openai]"),
				Arguments.of("llm.router.routes.fast.candidates[0].model=gpt-5",
						"'llm.router.routes.fast.candidates[0].provider' is missing", "[local, openai]"),
				Arguments.of("llm.router.aliases.smart=openai/gpt-5,opnai",
						"'llm.router.aliases.smart' names provider 'opnai', which is not configured",
						"[local, openai]"),
				Arguments.of("llm.router.aliases.smart=", "'llm.router.aliases.smart' is empty", "[local, openai]"),
				Arguments.of("llm.router.routes.fast.strategy=fastest", "'llm.router.routes.fast.candidates' is empty",
						"[local, openai]"),
				Arguments.of("llm.router.routes.fast.max-attempts=3", "'llm.router.routes.fast.candidates' is empty",
						"[local, openai]"));
	}

	@ParameterizedTest
	@MethodSource("badConfiguration")
	void badConfigurationStopsTheStartWithKeyProblemAndFix(String property, String problem, String fix) {
		this.configured.withPropertyValues(property).run((context) -> {
			FailureAnalysis analysis = new LlmRouterConfigurationFailureAnalyzer()
				.analyze(Objects.requireNonNull(context.getStartupFailure()));
			assertThat(analysis.getDescription()).contains(problem).doesNotContain("canary");
			assertThat(analysis.getAction()).contains(fix);
		});
	}

	@Test
	void weightOutOfRangeStopsTheStart() {
		this.configured
			.withPropertyValues("llm.router.routes.fast.candidates[0].provider=openai",
					"llm.router.routes.fast.candidates[0].weight=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Property 'llm.router.routes.fast.candidates[0]' is invalid: "
						+ "Candidate 'openai' has weight '0'; it must be from 1 to 1000"));
	}

	@Test
	void unknownStrategyStopsTheStart() {
		this.configured
			.withPropertyValues("llm.router.routes.fast.strategy=fastest", "llm.router.routes.fast.candidates=openai")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Property 'llm.router.routes.fast.strategy' is 'fastest', which is unknown"));
	}

	@Test
	void twoProvidersOfOneNameStopTheStart() {
		this.configured.withBean("mine", ChatProvider.class, () -> new OpenClass("openai"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'llm.router.providers.openai' is the name of two ChatProvider beans"));
	}

}
