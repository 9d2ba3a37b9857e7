package io.llmrouter.provider.openai;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import io.llmrouter.call.TimeSource;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.testing.PublishedSchema;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What presets send for embeddings is what the client of their provider can send.
 */
class EmbeddingSchemaTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final int WRITTEN = 100;

	private final ScriptedServer server = new ScriptedServer();

	private final ConnectionProvider connections = ConnectionProvider.create("test", 1);

	@AfterEach
	void close() {
		this.server.close();
		this.connections.dispose();
	}

	// Groq's client has no field for the length of the vectors; see docs/wire-facts.md.
	@ParameterizedTest
	@CsvSource({ "MISTRAL,mistral,output_dimension", "OPENROUTER,openrouter,dimensions", "GROQ,groq," })
	void anyRequestIsAllowedAndAMistakeIsFound(OpenAiPreset preset, String type, String dimensions) {
		PublishedSchema schema = PublishedSchema.of(type + "-embeddings");
		this.server.script((connection) -> connection.respond(200, "application/json",
				"{\"data\":[{\"index\":0,\"embedding\":[1]}]}"));
		OpenAiEmbeddingProvider provider = provider(preset);
		Random random = new Random(7);
		for (int i = 0; i < WRITTEN; i++) {
			EmbeddingRequest texts = EmbeddingRequest.of(Collections.nCopies(1 + random.nextInt(5), "text \" ä " + i));
			boolean sized = dimensions != null && random.nextBoolean();
			provider.embed(sized ? texts.withDimensions(1 + random.nextInt(4_096)) : texts)
				.onErrorComplete()
				.block(SOON);
		}
		assertThat(this.server.requests()).hasSize(WRITTEN).allSatisfy((sent) -> {
			ObjectNode body = (ObjectNode) JsonMapper.shared().readTree(sent.body());
			assertThat(schema.errors(body)).as(sent.body()).isEmpty();
			assertThat(schema.errors(body.deepCopy().put("input", true))).isNotEmpty();
			assertThat(schema.errors(body.deepCopy().put("unheard_of", 1))).isNotEmpty();
			if (dimensions != null) {
				assertThat(schema.errors(body.deepCopy().put(dimensions, "many"))).isNotEmpty();
			}
		});
	}

	private OpenAiEmbeddingProvider provider(OpenAiPreset preset) {
		OpenAiSettings settings = preset.settings("test", this.server.uri(), "sk-test", List.of("embed-1"))
			.withPath(preset.embeddingsPath(this.server.uri()));
		return new OpenAiEmbeddingProvider(settings, Objects.requireNonNull(OpenAiEmbeddingQuirks.of(preset)),
				TestHttp.client(this.connections), JsonMapper.shared(), TimeSource.SYSTEM, Schedulers.parallel());
	}

}
