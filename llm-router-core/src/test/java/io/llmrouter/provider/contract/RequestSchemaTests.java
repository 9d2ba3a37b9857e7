package io.llmrouter.provider.contract;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import com.networknt.schema.Error;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.testing.PublishedSchema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What we send is what the providers publish that they take. Each schema in
 * {@code schemas} names its source; a field that it does not know is an error, but not
 * with Ollama, whose page leaves out some.
 */
class RequestSchemaTests {

	private static final int REQUESTS = 3_000;

	private static final Map<String, PublishedSchema> SCHEMAS = Map.of("openai", PublishedSchema.of("openai-chat"),
			"anthropic", PublishedSchema.of("anthropic-messages"), "gemini",
			PublishedSchema.of("gemini-generate-content"), "ollama", PublishedSchema.of("ollama-chat"), "mistral",
			PublishedSchema.of("mistral-chat"), "groq", PublishedSchema.of("groq-chat"), "openrouter",
			PublishedSchema.of("openrouter-chat"), "azure-openai", PublishedSchema.of("azure-openai-chat"));

	private static final Map<String, Wire> WIRES = Wires.types();

	private final JsonMapper json = JsonMapper.shared();

	@ParameterizedTest
	@MethodSource("exchanges")
	void recordedRequestsAreAllowed(String type, Exchange exchange) {
		check(type, exchange.request(), true);
		check(type, exchange.request(), false);
	}

	@ParameterizedTest
	@MethodSource("types")
	void anyRequestIsAllowedOrRefusedBeforeItIsSent(String type) {
		Random random = new Random(42);
		int sent = 0;
		for (int i = 0; i < REQUESTS; i++) {
			try {
				check(type, RandomRequest.of(random), random.nextBoolean());
				sent++;
			}
			catch (ProviderException ex) {
				assertThat(ex.errorType()).isIn(ErrorType.UNSUPPORTED_FEATURE, ErrorType.INVALID_REQUEST);
			}
		}
		assertThat(sent).isGreaterThan(REQUESTS / 5);
	}

	@ParameterizedTest
	@MethodSource("types")
	void schemaFindsAMistake(String type) {
		ObjectNode body = (ObjectNode) this.json.readTree(WIRES.get(type).write(Exchange.TOOLS.request(), false));
		String tools = "tools";
		assertThat(errors(type, body.deepCopy().put(tools, "none"))).isNotEmpty();
		String messages = body.has("messages") ? "messages" : "contents";
		assertThat(errors(type, body.deepCopy().put(messages, 5))).isNotEmpty();
		ObjectNode stranger = body.deepCopy();
		((ObjectNode) stranger.path(messages).path(0)).set("role", stranger.arrayNode());
		assertThat(errors(type, stranger)).isNotEmpty();
		if (!type.equals("ollama")) {
			assertThat(errors(type, body.deepCopy().put("unheard_of", true))).isNotEmpty();
		}
	}

	static Stream<String> types() {
		return SCHEMAS.keySet().stream().sorted();
	}

	static Stream<Arguments> exchanges() {
		return types().flatMap((type) -> Stream.of(Exchange.values()).map((exchange) -> Arguments.of(type, exchange)));
	}

	private void check(String type, ChatRequest request, boolean stream) {
		JsonNode body = this.json.readTree(WIRES.get(type).write(request, stream));
		// A level that Ollama takes and its document leaves out; see docs/wire-facts.md.
		if (type.equals("ollama") && "max".equals(body.path("think").asString(""))) {
			((ObjectNode) body).put("think", "high");
		}
		assertThat(errors(type, body)).as("errors of %s", body).isEmpty();
	}

	private static List<Error> errors(String type, JsonNode body) {
		return SCHEMAS.get(type).errors(body);
	}

}
