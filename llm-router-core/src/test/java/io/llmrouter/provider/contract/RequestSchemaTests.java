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
			PublishedSchema.of("gemini-generate-content"), "ollama", PublishedSchema.of("ollama-chat"));

	private final JsonMapper json = JsonMapper.shared();

	@ParameterizedTest
	@MethodSource("exchanges")
	void recordedRequestsAreAllowed(Wire wire, Exchange exchange) {
		check(wire, exchange.request(), true);
		check(wire, exchange.request(), false);
	}

	@ParameterizedTest
	@MethodSource("wires")
	void anyRequestIsAllowedOrRefusedBeforeItIsSent(Wire wire) {
		Random random = new Random(42);
		int sent = 0;
		for (int i = 0; i < REQUESTS; i++) {
			try {
				check(wire, RandomRequest.of(random), random.nextBoolean());
				sent++;
			}
			catch (ProviderException ex) {
				assertThat(ex.errorType()).isIn(ErrorType.UNSUPPORTED_FEATURE, ErrorType.INVALID_REQUEST);
			}
		}
		assertThat(sent).isGreaterThan(REQUESTS / 5);
	}

	@ParameterizedTest
	@MethodSource("wires")
	void schemaFindsAMistake(Wire wire) {
		ObjectNode body = (ObjectNode) this.json.readTree(wire.write(Exchange.TOOLS.request(), false));
		String tools = "tools";
		assertThat(errors(wire, body.deepCopy().put(tools, "none"))).isNotEmpty();
		String messages = body.has("messages") ? "messages" : "contents";
		assertThat(errors(wire, body.deepCopy().put(messages, 5))).isNotEmpty();
		if (!wire.name().equals("ollama")) {
			assertThat(errors(wire, body.deepCopy().put("unheard_of", true))).isNotEmpty();
		}
	}

	static List<Wire> wires() {
		return Wires.all();
	}

	static Stream<Arguments> exchanges() {
		return Wires.all()
			.stream()
			.flatMap((wire) -> Stream.of(Exchange.values()).map((exchange) -> Arguments.of(wire, exchange)));
	}

	private void check(Wire wire, ChatRequest request, boolean stream) {
		JsonNode body = this.json.readTree(wire.write(request, stream));
		// A level that Ollama takes and its document leaves out; see docs/wire-facts.md.
		if (wire.name().equals("ollama") && "max".equals(body.path("think").asString(""))) {
			((ObjectNode) body).put("think", "high");
		}
		assertThat(errors(wire, body)).as("errors of %s", body).isEmpty();
	}

	private static List<Error> errors(Wire wire, JsonNode body) {
		return SCHEMAS.get(wire.name()).errors(body);
	}

}
