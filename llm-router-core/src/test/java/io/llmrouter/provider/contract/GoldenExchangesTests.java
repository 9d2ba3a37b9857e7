package io.llmrouter.provider.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every kind of exchange over every wire, as it was recorded: what is sent, and that the
 * whole answer and the stream say the same.
 */
class GoldenExchangesTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private final ScriptedServer server = new ScriptedServer();

	private final ConnectionProvider connections = ConnectionProvider.create("golden", 1);

	@AfterEach
	void close() {
		this.server.close();
		this.connections.dispose();
	}

	@ParameterizedTest
	@MethodSource("whole")
	void wholeAnswerSaysWhatWasRecorded(Wire wire, Exchange exchange) {
		String answer = Bodies.read(exchange.file(wire, "answer.json"));
		this.server.script((connection) -> connection.respond(200, "application/json", answer));
		ObjectNode folded = Folded.of(provider(wire).chat(exchange.request()).block(SOON));
		assertThat(folded).isEqualTo(expected(wire, exchange));
		assertThat(sent()).isEqualTo(withoutStream(json(exchange.file(wire, "request.json"))));
	}

	@ParameterizedTest
	@MethodSource("streamed")
	void streamSaysTheSame(Wire wire, Exchange exchange) {
		String stream = Bodies.read(exchange.stream(wire));
		this.server.script((connection) -> connection.beginStream(wire.streamType()).chunk(stream).end());
		List<ChatChunk> chunks = new ArrayList<>();
		List<ErrorType> failures = new ArrayList<>();
		provider(wire).stream(exchange.request())
			.doOnNext(chunks::add)
			.doOnError((failure) -> failures.add(ErrorType.of(failure)))
			.onErrorComplete()
			.blockLast(SOON);
		ObjectNode folded = Folded.of(chunks);
		if (!failures.isEmpty()) {
			folded.retain("text");
			folded.put("error", failures.get(0).code());
		}
		assertThat(folded).isEqualTo(expected(wire, exchange));
		assertThat(sent()).isEqualTo(withoutStream(json(exchange.file(wire, "request.json"))));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REFUSAL")
	void everyWireSaysTheSame(Exchange exchange) {
		ObjectNode first = Folded.neutral(expected(Wires.all().get(0), exchange));
		assertThat(Wires.all()).allSatisfy(
				(wire) -> assertThat(Folded.neutral(expected(wire, exchange))).as(wire.name()).isEqualTo(first));
	}

	// Neither a file nor a kind may be left out: then it would be checked by nothing.
	@Test
	void everyKindIsRecordedForEveryWireAndNothingElse() {
		for (Wire wire : Wires.all()) {
			Set<String> wanted = new TreeSet<>();
			for (Exchange exchange : Exchange.values()) {
				wanted.add(exchange.file(wire, "request.json"));
				wanted.add(exchange.file(wire, "expected.json"));
			}
			Exchange.whole().forEach((exchange) -> wanted.add(exchange.file(wire, "answer.json")));
			Exchange.streamed().forEach((exchange) -> wanted.add(exchange.stream(wire)));
			List<Path> files = Corpus.files(wire.name() + "/exchanges");
			assertThat(files.stream().map(GoldenExchangesTests::name)).containsExactlyElementsOf(wanted);
		}
	}

	static Stream<Arguments> whole() {
		return matrix(Exchange.whole());
	}

	static Stream<Arguments> streamed() {
		return matrix(Exchange.streamed());
	}

	private static Stream<Arguments> matrix(List<Exchange> exchanges) {
		return Wires.all()
			.stream()
			.flatMap((wire) -> exchanges.stream().map((exchange) -> Arguments.of(wire, exchange)));
	}

	private ChatProvider provider(Wire wire) {
		return wire.provider(this.server.uri(), TestHttp.client(this.connections));
	}

	private ObjectNode sent() {
		assertThat(this.server.requests()).hasSize(1);
		return withoutStream(JsonMapper.shared().readTree(this.server.requests().get(0).body()));
	}

	// Of a stream the wires ask in fields of their own, which other tests check.
	private static ObjectNode withoutStream(JsonNode request) {
		return ((ObjectNode) request).without(List.of("stream", "stream_options"));
	}

	private static ObjectNode expected(Wire wire, Exchange exchange) {
		return (ObjectNode) json(exchange.file(wire, "expected.json"));
	}

	private static JsonNode json(String file) {
		return JsonMapper.shared().readTree(Bodies.read(file));
	}

	private static String name(Path file) {
		int count = file.getNameCount();
		return file.subpath(count - 4, count).toString();
	}

}
