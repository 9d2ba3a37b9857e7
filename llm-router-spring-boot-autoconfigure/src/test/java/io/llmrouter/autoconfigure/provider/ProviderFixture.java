package io.llmrouter.autoconfigure.provider;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterMetricsAutoConfiguration;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.junit.jupiter.api.AfterEach;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Application with one provider, made from properties, and a server that it asks. Each
 * test runs for every type that there is.
 */
abstract class ProviderFixture {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	static final ChatRequest REQUEST = ChatRequest.user("Hello");

	final Upstream upstream = new Upstream();

	final List<ChatCall> calls = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.upstream.close();
	}

	static List<String> types() {
		return ProviderType.codes();
	}

	final ApplicationContextRunner runner(String type, String... settings) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, HttpClientAutoConfiguration.class,
					WebClientAutoConfiguration.class, LlmProviderAutoConfiguration.class,
					LlmRouterAutoConfiguration.class, LlmRouterMetricsAutoConfiguration.class))
			.withBean(ChatCallListener.class, () -> this.calls::add)
			.withPropertyValues(prefixed("type=" + type, "base-url=" + this.upstream.url(), "model=m"))
			.withPropertyValues(prefixed("api-key=sk-canary-1"))
			.withPropertyValues(prefixed(settings));
	}

	static String[] prefixed(String... settings) {
		return Arrays.stream(settings).map((setting) -> "llm.router.providers.p." + setting).toArray(String[]::new);
	}

	/**
	 * Start an application and use its provider.
	 * @param type the type of the provider
	 * @param use what it does with it
	 * @param settings the settings of the provider
	 */
	final void with(String type, Use use, String... settings) {
		run(runner(type, settings), use);
	}

	static void run(ApplicationContextRunner runner, Use use) {
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			use.with(context.getBean(ChatProvider.class));
		});
	}

	static String text(ChatProvider provider) {
		return Objects.requireNonNull(provider.chat(REQUEST).block(PATIENCE)).text();
	}

	static List<ChatChunk> pieces(ChatProvider provider) {
		List<ChatChunk> chunks = provider.stream(REQUEST).collectList().block(PATIENCE);
		return (chunks != null) ? chunks : Collections.emptyList();
	}

	static void assertFails(Publisher<?> call, ErrorType type, String message) {
		assertThatExceptionOfType(ProviderException.class).isThrownBy(() -> Flux.from(call).blockLast(PATIENCE))
			.satisfies((failure) -> assertThat(failure.errorType()).isEqualTo(type))
			.withMessageContaining(message);
	}

	/**
	 * Use of a provider.
	 */
	@FunctionalInterface
	interface Use {

		void with(ChatProvider provider) throws Exception;

	}

}
