package io.llmrouter.provider.contract;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.testing.Bodies;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The providers' own clients read every recorded answer and stream as ours does: the same
 * text, thoughts, tool calls, usage and finish reason, or a failure where ours fails.
 */
class OfficialClientsTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	/**
	 * DeepSeek tells the usage with the last choice, which OpenAI's client does not take.
	 */
	private static final Path DEEPSEEK = Path.of("openai", "streams", "reasoning.sse");

	private static final Map<String, OfficialClient> CLIENTS = Map.of("openai", new OfficialOpenAi(), "anthropic",
			new OfficialAnthropic());

	private final ScriptedServer server = new ScriptedServer();

	private final ConnectionProvider connections = ConnectionProvider.create("official", 1);

	@AfterEach
	void close() {
		this.server.close();
		this.connections.dispose();
	}

	@ParameterizedTest
	@MethodSource("streams")
	void streamIsReadAsByTheProvidersOwnClient(Wire wire, Path file) {
		String stream = new String(Corpus.read(file), StandardCharsets.UTF_8);
		this.server.script((connection) -> connection.beginStream(wire.streamType()).chunk(stream).end());
		assertThat(theirs(() -> client(wire).stream(this.server.uri()))).isEqualTo(comparable(wire, ourStream(wire)));
	}

	@ParameterizedTest
	@MethodSource("answers")
	void answerIsReadAsByTheProvidersOwnClient(Wire wire, Exchange exchange) {
		String answer = Bodies.read(exchange.file(wire, "answer.json"));
		this.server.script((connection) -> connection.respond(200, "application/json", answer));
		ObjectNode ours = Folded
			.of(wire.provider(this.server.uri(), TestHttp.client(this.connections)).chat(Wire.REQUEST).block(SOON));
		assertThat(theirs(() -> client(wire).whole(this.server.uri()))).isEqualTo(comparable(wire, ours));
	}

	static Stream<Arguments> streams() {
		return wires().flatMap((wire) -> Corpus.files(wire.name())
			.stream()
			.filter(Corpus::isStream)
			.filter((file) -> isOfTheProvider(wire, file))
			.map((file) -> Arguments.of(wire, file)));
	}

	// Others that speak OpenAI's wire leave out what its client insists on.
	private static boolean isOfTheProvider(Wire wire, Path file) {
		String stream = new String(Corpus.read(file), StandardCharsets.UTF_8);
		return !wire.name().equals("openai")
				|| (stream.contains("\"object\":\"chat.completion.chunk\"") && !file.endsWith(DEEPSEEK));
	}

	static Stream<Arguments> answers() {
		return wires().flatMap((wire) -> Exchange.whole().stream().map((exchange) -> Arguments.of(wire, exchange)));
	}

	private static Stream<Wire> wires() {
		return Wires.all().stream().filter((wire) -> CLIENTS.containsKey(wire.name()));
	}

	private static OfficialClient client(Wire wire) {
		return CLIENTS.get(wire.name());
	}

	private @Nullable ObjectNode ourStream(Wire wire) {
		try {
			List<ChatChunk> chunks = new ArrayList<>();
			wire.provider(this.server.uri(), TestHttp.client(this.connections))
				.stream(Wire.REQUEST)
				.doOnNext(chunks::add)
				.blockLast(SOON);
			return Folded.of(chunks);
		}
		catch (ProviderException ex) {
			return null;
		}
	}

	private static @Nullable ObjectNode theirs(Supplier<ObjectNode> reading) {
		try {
			return (ObjectNode) JsonMapper.shared().readTree(reading.get().toString());
		}
		catch (RuntimeException ex) {
			if (ex.getClass().getName().startsWith("com.")) {
				return null;
			}
			throw ex;
		}
	}

	// Our word for the finish reason has no counterpart; OpenAI's client knows no
	// thoughts.
	private static @Nullable ObjectNode comparable(Wire wire, @Nullable ObjectNode ours) {
		if (ours == null) {
			return null;
		}
		return ours.remove(wire.name().equals("openai") ? List.of("finish", "reasoning") : List.of("finish"));
	}

}
