package io.llmrouter.autoconfigure.gateway;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.gateway.ModelCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.reactive.function.server.RouterFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class LlmGatewayAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(LlmProviderAutoConfiguration.class,
			LlmRouterAutoConfiguration.class, LlmGatewayAutoConfiguration.class);

	private static final String[] PROVIDER = { "llm.router.providers.swift.type=ollama",
			"llm.router.providers.swift.model=swift-1", "llm.router.routes.fast.candidates=swift" };

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues(PROVIDER);

	private final ReactiveWebApplicationContextRunner enabled = this.runner
		.withPropertyValues("llm.router.gateway.enabled=true");

	@Test
	void endpointIsOffUnlessAskedFor() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RouterFunction.class));
	}

	@Test
	void endpointIsThereWhereItIsAskedFor() {
		this.enabled.withPropertyValues("server.address=127.0.0.1").run((context) -> {
			assertThat(context).hasSingleBean(RouterFunction.class);
			assertThat(context.getBean(ModelCatalog.class).models()).extracting(ModelCatalog.Model::id)
				.containsExactly("fast", "default", "swift/swift-1");
		});
	}

	@Test
	void withoutProvidersThereIsNoEndpoint() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("llm.router.gateway.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RouterFunction.class));
	}

	@Test
	void otherApplicationsHaveNoEndpoint() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(PROVIDER)
			.withPropertyValues("llm.router.gateway.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RouterFunction.class));
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(PROVIDER)
			.withPropertyValues("llm.router.gateway.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RouterFunction.class));
	}

	@Test
	void actuatorIsNotNeeded() {
		this.enabled.withPropertyValues("server.address=localhost")
			.withClassLoader(new FilteredClassLoader(SanitizingFunction.class))
			.run((context) -> assertThat(context).hasSingleBean(RouterFunction.class));
	}

	@Test
	void catalogOfTheUserTakesThePlaceOfOurs() {
		ModelCatalog catalog = mock(ModelCatalog.class);
		this.enabled.withPropertyValues("server.address=127.0.0.1")
			.withBean(ModelCatalog.class, () -> catalog)
			.run((context) -> assertThat(context.getBean(ModelCatalog.class)).isSameAs(catalog));
	}

	@Test
	void routerOfTheUserIsServed() {
		this.enabled.withPropertyValues("server.address=127.0.0.1")
			.withBean(LlmRouter.class, () -> mock(LlmRouter.class))
			.run((context) -> assertThat(context).hasSingleBean(RouterFunction.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.application.name=all-addresses", "server.address=0.0.0.0", "server.address=::",
			"server.address=192.0.2.1" })
	void withoutKeysItListensOnLoopbackOnly(String address) {
		this.enabled.withPropertyValues(address).run((context) -> {
			InvalidLlmRouterConfigurationException failure = failure(context.getStartupFailure());
			assertThat(failure.key()).isEqualTo("llm.router.gateway.keys");
			assertThat(failure).hasMessageContaining("is empty, but the application listens on");
			assertThat(failure.action()).contains("llm.router.gateway.keys.my-team.key")
				.contains("server.address")
				.contains("llm.router.gateway.allow-anonymous");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.address=127.0.0.1", "server.address=::1", "server.address=127.8.8.8",
			"llm.router.gateway.allow-anonymous=true", "llm.router.gateway.keys.team.key=sk-0123456789" })
	void protectedEndpointStarts(String property) {
		this.enabled.withPropertyValues(property)
			.run((context) -> assertThat(context).hasSingleBean(RouterFunction.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "base-path=v1                    | base-path",
			"base-path=/                     | base-path", "base-path=/v1/                   | base-path",
			"base-path=/{x}                  | base-path", "max-body-size=0                  | max-body-size",
			"max-body-size=4GB               | max-body-size", "heartbeat-interval=0s            | heartbeat-interval",
			"body-timeout=-1s                | body-timeout", "keys.team.routes=fast            | keys.team.key",
			"keys.team.key=short             | keys.team.key", "keys.team.key=${NOT_SET_ANYWHERE} | keys.team.key",
			"keys.team.key=with spaces in it | keys.team.key" })
	void badValueStopsTheStartWithItsKey(String property, String key) {
		this.enabled.withPropertyValues("server.address=127.0.0.1", "llm.router.gateway." + property)
			.run((context) -> assertThat(failure(context.getStartupFailure()).key())
				.isEqualTo("llm.router.gateway." + key));
	}

	@Test
	void routeOfAKeyMustExist() {
		this.enabled
			.withPropertyValues("llm.router.gateway.keys.team.key=sk-0123456789",
					"llm.router.gateway.keys.team.routes=fast,fst")
			.run((context) -> assertThat(failure(context.getStartupFailure()))
				.hasMessage("Property 'llm.router.gateway.keys.team.routes' names 'fst', which does not exist"));
	}

	@Test
	void twoCallersCannotShareAKey() {
		this.enabled
			.withPropertyValues("llm.router.gateway.keys.a.key=sk-0123456789",
					"llm.router.gateway.keys.b.key=sk-0123456789")
			.run((context) -> assertThat(failure(context.getStartupFailure()))
				.hasMessageContaining("is the same as that of")
				.hasMessageNotContaining("0123456789"));
	}

	private static InvalidLlmRouterConfigurationException failure(Throwable startup) {
		assertThat(startup).isNotNull();
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(startup);
		assertThat(cause).isInstanceOf(InvalidLlmRouterConfigurationException.class);
		return (InvalidLlmRouterConfigurationException) cause;
	}

}
