package io.llmrouter.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.UserProviders.OpenClass;
import io.llmrouter.autoconfigure.UserProviders.RecordClass;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.provider.ChatProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

class LlmProviderAutoConfigurationTests {

	private static final String KEY = "sk-canary-0123456789";

	private static final List<String> TYPES = List.of("anthropic", "azure-openai", "dashscope", "deepseek", "gemini",
			"groq", "mistral", "ollama", "openai", "openai-compatible", "openrouter", "xai", "zhipu");

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
		for (String type : TYPES) {
			String key = "llm.router.providers." + type;
			properties.addAll(List.of(key + ".type=" + type, key + ".api-key=" + KEY, key + ".model=m"));
		}
		this.runner.withPropertyValues(properties.toArray(String[]::new))
			.withPropertyValues("llm.router.providers.azure-openai.base-url=https://r.openai.azure.com/openai/v1",
					"llm.router.providers.openai-compatible.base-url=http://localhost:8000/v1")
			.run((context) -> assertThat(context.getBeansOfType(ChatProvider.class).values())
				.extracting(ChatProvider::name)
				.containsExactlyInAnyOrderElementsOf(TYPES));
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
						TYPES.toString()),
				Arguments.of("llm.router.providers.a.model=x", "'llm.router.providers.a.type' is missing",
						TYPES.toString()),
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

	static Stream<Arguments> badLimits() {
		return Stream.of(
				Arguments.of("llm.router.providers.openai.timeouts.connect=500us",
						"'llm.router.providers.openai.timeouts.connect' is 'PT0.0005S'", "at least '1ms'"),
				Arguments.of("llm.router.providers.openai.timeouts.total=100000d",
						"'llm.router.providers.openai.timeouts.total' is 'PT2400000H', which is too long", "24 days"),
				Arguments.of("llm.router.providers.openai.limits.max-line=0B",
						"'llm.router.providers.openai.limits.max-line' is '0B'", "over zero"),
				Arguments.of("llm.router.providers.openai.limits.max-event=2GB",
						"'llm.router.providers.openai.limits.max-event' is '2147483648B', which is too much",
						"less than 2GB"),
				Arguments.of("llm.router.providers.openai.limits.max-stream=-1B",
						"'llm.router.providers.openai.limits.max-stream' is '-1B'", "over zero"),
				Arguments.of("llm.router.providers.openai.limits.max-body=0B",
						"'llm.router.providers.openai.limits.max-body' is '0B'", "over zero"),
				Arguments.of("llm.router.providers.openai.pool.max-connections=0",
						"'llm.router.providers.openai.pool.max-connections' is '0'", "at least 1"),
				Arguments.of("llm.router.providers.openai.pool.max-pending=-1",
						"'llm.router.providers.openai.pool.max-pending' is '-1'", "at least 1"),
				Arguments.of("llm.router.providers.openai.pool.acquire-timeout=0s",
						"'llm.router.providers.openai.pool.acquire-timeout' is 'PT0S'", "over zero"),
				Arguments.of("llm.router.providers.openai.pool.max-idle-time=-1s",
						"'llm.router.providers.openai.pool.max-idle-time' is 'PT-1S'", "over zero"),
				Arguments.of("llm.router.providers.openai.pool.max-life-time=0s",
						"'llm.router.providers.openai.pool.max-life-time' is 'PT0S'", "over zero"));
	}

	static Stream<Arguments> badAccess() {
		return Stream.of(
				Arguments.of("llm.router.providers.openai.proxy.port=3128",
						"'llm.router.providers.openai.proxy.host' is missing", "host of the proxy"),
				Arguments.of("llm.router.providers.openai.proxy.host=proxy",
						"'llm.router.providers.openai.proxy.port' is missing", "port of the proxy"),
				Arguments.of("llm.router.providers.openai.ssl-bundle=corporate",
						"'llm.router.providers.openai.ssl-bundle' is 'corporate', which is unknown",
						"'spring.ssl.bundle'"),
				Arguments.of("llm.router.providers.openai.api-keys=sk-other,${NO_SUCH_KEY}",
						"'llm.router.providers.openai.api-keys[1]' is missing ('${NO_SUCH_KEY}' is not set)",
						"environment variable"),
				Arguments.of("llm.router.providers.openai.api-keys[0]=sk canary",
						"'llm.router.providers.openai.api-keys[0]' holds a character that no key has",
						"the key of the provider alone"),
				Arguments.of("llm.router.providers.openai.headers.X-Team=${NO_SUCH_TEAM}",
						"'llm.router.providers.openai.headers.X-Team' is missing ('${NO_SUCH_TEAM}' is not set)",
						"value of the header"),
				Arguments.of("llm.router.providers.openai.headers.X-Team=canary\u0001x",
						"'llm.router.providers.openai.headers.X-Team' holds a character that no header has",
						"value of the header alone"),
				Arguments.of("llm.router.providers.openai.headers[X Team]=blue",
						"'llm.router.providers.openai.headers.X Team' is no name of a header", "X-Team"),
				Arguments.of("llm.router.providers.openai.options.num-ctx=100",
						"'llm.router.providers.openai.options.num-ctx' is set, but type 'openai' does not know it",
						"'ollama'"));
	}

	@ParameterizedTest
	@MethodSource({ "badConfiguration", "badLimits", "badAccess" })
	void badConfigurationStopsTheStartWithKeyProblemAndFix(String property, String problem, String fix) {
		this.configured.withPropertyValues(property).run((context) -> {
			FailureAnalysis analysis = new LlmRouterConfigurationFailureAnalyzer()
				.analyze(Objects.requireNonNull(context.getStartupFailure()));
			assertThat(analysis.getDescription()).contains(problem).doesNotContain("canary");
			assertThat(analysis.getAction()).contains(fix);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "proxy.port=0", "proxy.port=65536", "proxy.username=canary", "proxy.password=canary" })
	void badProxyStopsTheStart(String property) {
		String prefix = "llm.router.providers.openai.";
		this.configured.withPropertyValues(prefix + "proxy.host=proxy", prefix + "proxy.port=3128", prefix + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidLlmRouterConfigurationException.class)
				.hasMessageContaining("'" + prefix + "proxy.")
				.hasMessageNotContaining("canary"));
	}

	@Test
	void emptyFurtherKeyIsLeftOut() {
		this.configured.withPropertyValues("llm.router.providers.openai.api-keys=${NO_SUCH_KEY:},sk-other")
			.run((context) -> assertThat(context).hasNotFailed());
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
