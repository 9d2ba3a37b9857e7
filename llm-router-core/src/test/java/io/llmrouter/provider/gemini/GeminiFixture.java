package io.llmrouter.provider.gemini;

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
final class GeminiFixture implements AutoCloseable {

	static final Duration SOON = Duration.ofSeconds(30);

	static final String KEY = "AQ.canary-0123456789";

	static final String PROMPT = "confidential: the merger takes place on Monday";

	final ScriptedServer server = new ScriptedServer();

	// One connection, so that a call waits until the one before it has given it back.
	private final ConnectionProvider connections = ConnectionProvider.builder("test")
		.maxConnections(1)
		.pendingAcquireTimeout(Duration.ofSeconds(5))
		.build();

	GeminiChatProvider provider() {
		return provider((settings) -> settings);
	}

	GeminiChatProvider provider(UnaryOperator<GeminiSettings> change) {
		return provider(this.server.uri(), change);
	}

	GeminiChatProvider provider(URI uri, UnaryOperator<GeminiSettings> change) {
		GeminiSettings settings = GeminiSettings.compatible("test", uri, KEY, List.of("gemini-3-test"));
		return new GeminiChatProvider(change.apply(settings), TestHttp.client(this.connections), JsonMapper.shared(),
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
			assertThat(known.details().model()).isEqualTo("gemini-3-test");
		});
		assertThat(failure).hasMessageContaining("Provider 'test' (model 'gemini-3-test', host '");
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
