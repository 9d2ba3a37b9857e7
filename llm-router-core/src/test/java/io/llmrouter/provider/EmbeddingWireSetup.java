package io.llmrouter.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the wire of an embedding adapter looks, and the server that it talks to; the bodies
 * it sends and reads stand in its folder of the test resources.
 */
public abstract class EmbeddingWireSetup {

	protected static final String NAME = "test";

	protected static final String MODEL = "embed-1";

	protected static final String KEY = "sk-canary-0123456789";

	protected static final String PROMPT = "confidential: the merger takes place on Monday";

	protected static final EmbeddingRequest REQUEST = EmbeddingRequest.of(List.of("first text", "second text"));

	protected static final List<float[]> VECTORS = List.of(new float[] { 0.5F, -0.25F, 0.125F },
			new float[] { 1, 0, -2 });

	protected static final Duration SOON = Duration.ofSeconds(10);

	protected final ScriptedServer server = new ScriptedServer();

	private final ConnectionProvider connections = ConnectionProvider.builder("contract")
		.maxConnections(1)
		.pendingAcquireTimeout(Duration.ofSeconds(5))
		.build();

	@AfterEach
	void close() {
		this.server.close();
		this.connections.dispose();
	}

	/**
	 * Create the provider.
	 * @param setup what it is to be created with
	 * @return the provider
	 */
	protected abstract EmbeddingProvider provider(Setup setup);

	/**
	 * Return the folder of the recorded bodies, which holds {@code request.json} and
	 * {@code answer.json}.
	 * @return the folder among the test resources
	 */
	protected abstract String folder();

	/**
	 * Return the name of the schema that the provider publishes of a request.
	 * @return the name of the file among the schemas
	 */
	protected abstract String schema();

	/**
	 * Return the folder of the recorded errors of chats, which holds {@code table.csv}.
	 * @return the folder among the test resources
	 */
	protected abstract String errors();

	/**
	 * Return the path that is asked.
	 * @return the path after the address of the server
	 */
	protected abstract String path();

	/**
	 * Return the header that carries the key.
	 * @return name and value
	 */
	protected Map.Entry<String, String> keyHeader() {
		return Map.entry("authorization", "Bearer " + KEY);
	}

	/**
	 * Return the model that the recorded answer names.
	 * @return the model, or {@code null}
	 */
	protected String echoedModel() {
		return "embed-1-echoed";
	}

	/**
	 * Return the most inputs of a request.
	 * @return the number
	 */
	protected abstract int maxInputs();

	/**
	 * Return the body of an answer without usage.
	 * @param vectors what stands where a vector should, for each input, as JSON
	 * @return the body
	 */
	protected abstract String answer(String... vectors);

	/**
	 * Return the body of a failure.
	 * @param message the provider's words
	 * @return the body
	 */
	protected abstract String error(String message);

	protected EmbeddingProvider provider() {
		return provider(this.server.uri(), WireTimeouts.defaults());
	}

	protected EmbeddingProvider provider(URI baseUrl, WireTimeouts timeouts) {
		return provider(new Setup(baseUrl, client(), timeouts, WireLimits.defaults(), List.of(MODEL)));
	}

	protected WebClient client() {
		return TestHttp.client(this.connections);
	}

	protected String recorded(String file) {
		return Bodies.read(folder() + "/" + file);
	}

	protected void respond(int status, String body) {
		this.server.script((connection) -> connection.respond(status, "application/json", body));
	}

	protected static void fails(Mono<?> call, ErrorType type) {
		StepVerifier.create(call).expectErrorSatisfies((failure) -> check(failure, type)).verify(SOON);
	}

	protected static void check(Throwable failure, ErrorType type) {
		assertThat(failure).isInstanceOfSatisfying(ProviderException.class,
				(known) -> assertThat(known.errorType()).as(known.getMessage()).isEqualTo(type));
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain("canary", "confidential", "merger");
		}
	}

	/**
	 * What a provider is created with, besides {@link #NAME} and {@link #KEY}.
	 *
	 * @param baseUrl the base URL
	 * @param client the HTTP client
	 * @param timeouts the time limits
	 * @param limits the size limits
	 * @param models the models
	 */
	protected record Setup(URI baseUrl, WebClient client, WireTimeouts timeouts, WireLimits limits,
			List<String> models) {
	}

}
