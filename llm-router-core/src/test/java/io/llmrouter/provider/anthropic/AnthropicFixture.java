package io.llmrouter.provider.anthropic;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Provider that talks to a scripted server on loopback.
 */
final class AnthropicFixture implements AutoCloseable {

	static final Duration SOON = Duration.ofSeconds(30);

	static final String KEY = "sk-canary-0123456789";

	static final String PROMPT = "confidential: the merger takes place on Monday";

	final ScriptedServer server = new ScriptedServer();

	// One connection, so that a call waits until the one before it has given it back.
	private final ConnectionProvider connections = ConnectionProvider.builder("test")
		.maxConnections(1)
		.pendingAcquireTimeout(Duration.ofSeconds(5))
		.build();

	AnthropicChatProvider provider() {
		return provider((settings) -> settings);
	}

	AnthropicChatProvider provider(UnaryOperator<AnthropicSettings> change) {
		return provider(this.server.uri(), change);
	}

	AnthropicChatProvider provider(URI uri, UnaryOperator<AnthropicSettings> change) {
		AnthropicSettings settings = AnthropicSettings.compatible("test", uri, KEY, List.of("claude-test"));
		return new AnthropicChatProvider(change.apply(settings), TestHttp.client(this.connections), JsonMapper.shared(),
				TimeSource.SYSTEM, Schedulers.parallel());
	}

	/**
	 * Return limits under which a fault is seen soon.
	 * @return the limits
	 */
	static WireTimeouts impatient() {
		return new WireTimeouts(SOON, Duration.ofSeconds(1), Duration.ofSeconds(1), SOON, Duration.ofSeconds(1), SOON);
	}

	/**
	 * Check a failure, which must tell where it happened and neither key nor prompt.
	 * @param failure the failure
	 * @param type its expected type
	 */
	static void check(Throwable failure, ErrorType type) {
		assertThat(failure).isInstanceOfSatisfying(ProviderException.class, (known) -> {
			assertThat(known.errorType()).as(known.getMessage()).isEqualTo(type);
			assertThat(known.details().provider()).isEqualTo("test");
			assertThat(known.details().model()).isEqualTo("claude-test");
		});
		assertThat(failure).hasMessageContaining("Provider 'test' (model 'claude-test', host '");
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain("canary", "confidential", "merger", "/v1");
		}
	}

	@Override
	public void close() {
		this.server.close();
		this.connections.dispose();
	}

}
