package io.llmrouter.provider.ollama;

import java.time.Duration;
import java.util.List;

import io.llmrouter.call.TimeSource;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class OllamaEmbeddingProviderTests {

	private static final EmbeddingRequest REQUEST = EmbeddingRequest.of(List.of("first text", "second text"));

	private static final Duration SOON = Duration.ofSeconds(10);

	private final ScriptedServer server = new ScriptedServer();

	private final ConnectionProvider connections = ConnectionProvider.create("test", 1);

	@AfterEach
	void close() {
		this.server.close();
		this.connections.dispose();
	}

	private OllamaEmbeddingProvider provider(OllamaSettings settings) {
		return new OllamaEmbeddingProvider(settings, TestHttp.client(this.connections), JsonMapper.shared(),
				TimeSource.SYSTEM, Schedulers.parallel());
	}

	@Test
	void settingsOfTheModelAreSent() {
		this.server.script((connection) -> connection.respond(200, "application/json",
				Bodies.read("ollama/embeddings/answer.json")));
		provider(OllamaSettings.of("test", this.server.uri(), null, List.of("embed-1"))
			.withKeepAlive(Duration.ofMinutes(5))
			.withNumCtx(4096)).embed(REQUEST).block(SOON);
		assertThat(this.server.requests().get(0).body()).contains("\"keep_alive\":\"300000ms\"",
				"\"options\":{\"num_ctx\":4096}");
		assertThat(this.server.requests().get(0).headers()).doesNotContainKey("authorization");
	}

	@Test
	void textThatIsTooLongIsTyped() {
		this.server.script((connection) -> connection.respond(400, "application/json",
				"{\"error\":\"the input length exceeds the context length\"}"));
		StepVerifier
			.create(provider(OllamaSettings.of("test", this.server.uri(), null, List.of("embed-1"))).embed(REQUEST))
			.expectErrorMatches((failure) -> ErrorType.of(failure) == ErrorType.CONTEXT_LENGTH_EXCEEDED)
			.verify(SOON);
	}

}
