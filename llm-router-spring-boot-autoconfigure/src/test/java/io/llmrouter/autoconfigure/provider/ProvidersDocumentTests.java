package io.llmrouter.autoconfigure.provider;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatRequestBuilder;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.NeededCapabilities;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.TypeCapabilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Compares the tables of {@code docs/providers.md} with what providers of all types send
 * to a server on loopback.
 */
class ProvidersDocumentTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String KEY = "key-of-the-document";

	private static final int LIMIT = 4321;

	private static final MediaSource URL = new MediaSource.Url(URI.create("https://example.org/a"));

	private static final MediaSource PNG = new MediaSource.Bytes("image/png", new byte[] { 1 });

	private static final MediaSource PDF = new MediaSource.Bytes("application/pdf", new byte[] { 1 });

	private static final MediaSource WAV = new MediaSource.Bytes("audio/wav", new byte[] { 1 });

	private final List<Sent> sent = new CopyOnWriteArrayList<>();

	private DisposableServer server;

	@BeforeEach
	void start() {
		this.server = HttpServer.create().host("127.0.0.1").port(0).handle(this::refuse).bindNow();
	}

	@AfterEach
	void stop() {
		this.server.disposeNow();
	}

	private Mono<Void> refuse(HttpServerRequest request, HttpServerResponse response) {
		return request.receive().aggregate().asString().flatMap((body) -> {
			List<String> headers = new ArrayList<>();
			request.requestHeaders().forEach((header) -> headers.add(header.getKey() + ": " + header.getValue()));
			this.sent.add(new Sent(headers, JsonMapper.shared().readTree(body)));
			return response.status(500).send();
		});
	}

	@Test
	void everyTypeHasAColumnAndEveryCapabilityARow() throws IOException {
		assertThat(rows("a request for").get(0)).containsExactlyElementsOf(headerOfTypes());
		List<String> expected = new ArrayList<>(List.of("plain text"));
		Arrays.stream(Capability.values()).map(Capability::label).forEach(expected::add);
		expected.add("embeddings");
		assertThat(capabilities().keySet()).containsExactlyElementsOf(expected);
	}

	@Test
	void requestIsSentOrRefusedByNameAsTheTableSays() {
		run((providers) -> {
			Map<String, List<String>> documented = capabilities();
			for (Capability capability : Capability.values()) {
				List<String> actual = providers.values()
					.stream()
					.map((provider) -> cell(provider, capability))
					.toList();
				assertThat(actual).as(capability.label())
					.containsExactlyElementsOf(sentOrNot(documented.get(capability.label())));
			}
		});
	}

	private static List<String> sentOrNot(List<String> cells) {
		return cells.stream().map((cell) -> cell.equals("?") ? "yes" : cell).toList();
	}

	@Test
	void plainTextIsSentByAllTypes() {
		run((providers) -> {
			providers.values().forEach((provider) -> failure(provider, ChatRequest.user("Hi"), false));
			assertThat(this.sent).hasSameSizeAs(providers.keySet());
			assertThat(capabilities().get("plain text")).hasSameSizeAs(providers.keySet()).containsOnly("yes");
		});
	}

	@Test
	void embeddingsAreThoseOfTheTypesThatHaveThem() throws IOException {
		List<String> actual = headerOfTypes().stream()
			.skip(1)
			.map((type) -> EmbeddingWire.codes().contains(type.replace("`", "")) ? "yes" : "–")
			.toList();
		assertThat(actual).containsExactlyElementsOf(sentOrNot(capabilities().get("embeddings")));
	}

	private String cell(ChatProvider provider, Capability capability) {
		this.sent.clear();
		ChatRequest request = request(capability);
		boolean stream = capability == Capability.STREAM;
		assertThat(NeededCapabilities.of(request, stream)).contains(capability);
		ProviderException failure = failure(provider, request, stream);
		if (failure.errorType() != ErrorType.UNSUPPORTED_FEATURE) {
			assertThat(failure.errorType()).isEqualTo(ErrorType.SERVER_ERROR);
			assertThat(this.sent).hasSize(1);
			assertThat(provider.capabilities()).contains(capability);
			return "yes";
		}
		assertThat(this.sent).isEmpty();
		assertThat(provider.capabilities()).doesNotContain(capability);
		Capability missing = NeededCapabilities.of(request, stream)
			.stream()
			.filter((needed) -> !provider.capabilities().contains(needed))
			.findFirst()
			.orElseThrow();
		assertThat(failure).hasMessageContaining("cannot take " + missing.label() + ";");
		assertThat(TypeCapabilities.having(missing)).isNotEmpty()
			.allSatisfy((type) -> assertThat(failure).hasMessageContaining("'" + type + "'"));
		return "–";
	}

	private static ProviderException failure(ChatProvider provider, ChatRequest request, boolean stream) {
		return catchThrowableOfType(ProviderException.class, () -> {
			if (stream) {
				provider.stream(request).blockLast(PATIENCE);
			}
			else {
				provider.chat(request).block(PATIENCE);
			}
		});
	}

	private static ChatRequest request(Capability capability) {
		ChatRequestBuilder request = ChatRequest.builder().user("Hi");
		return switch (capability) {
			case STREAM -> request.build();
			case TOOLS -> request.tool(tool(false)).build();
			case TOOL_CHOICE -> request.tool(tool(false)).toolChoice(ToolChoice.required()).build();
			case STRICT_TOOLS -> request.tool(tool(true)).build();
			case PARALLEL_TOOL_CALLS -> request.tool(tool(false)).parallelToolCalls(true).build();
			case SINGLE_TOOL_CALL -> request.tool(tool(false)).parallelToolCalls(false).build();
			case JSON_OBJECT -> request.responseFormat(ResponseFormat.jsonObject()).build();
			case JSON_SCHEMA -> request.responseFormat(ResponseFormat.jsonSchema("a", "{}")).build();
			case IMAGE_URL -> request.message(Message.user(new ContentPart.Image(URL, null))).build();
			case IMAGE_BYTES -> request.message(Message.user(new ContentPart.Image(PNG, null))).build();
			case DOCUMENT_URL -> request.message(Message.user(new ContentPart.Document(URL, null))).build();
			case DOCUMENT_BYTES -> request.message(Message.user(new ContentPart.Document(PDF, null))).build();
			case AUDIO_URL -> request.message(Message.user(new ContentPart.Audio(URL))).build();
			case AUDIO_BYTES -> request.message(Message.user(new ContentPart.Audio(WAV))).build();
			case TOOL_RESULT_MEDIA -> withToolResult(request, new ContentPart.Image(PNG, null));
			case REASONING_EFFORT -> request.reasoningEffort(ReasoningEffort.LOW).build();
			case TOP_K -> request.topK(5).build();
			case SEED -> request.seed(5L).build();
			case PENALTIES -> request.frequencyPenalty(0.5).presencePenalty(0.5).build();
			case HIGH_TEMPERATURE -> request.temperature(1.5).build();
			case REASONING_WITH_FORCED_TOOL -> request.reasoningEffort(ReasoningEffort.LOW)
				.tool(tool(false))
				.toolChoice(ToolChoice.required())
				.build();
			case REASONING_WITH_TEMPERATURE -> request.reasoningEffort(ReasoningEffort.LOW).temperature(0.5).build();
			case REASONING_WITH_TOP_K -> request.reasoningEffort(ReasoningEffort.LOW).topK(5).build();
			case REASONING_WITH_LOW_TOP_P -> request.reasoningEffort(ReasoningEffort.LOW).topP(0.5).build();
		};
	}

	private static ChatRequest withToolResult(ChatRequestBuilder request, ContentPart content) {
		ToolCall call = new ToolCall("call_1", "look", "{}", null);
		return request.tool(tool(false))
			.message(new Message(Message.Role.ASSISTANT, List.of(call)))
			.message(Message.tool(new ToolResult("call_1", "look", List.of(content), false)))
			.build();
	}

	private static ToolDefinition tool(boolean strict) {
		return new ToolDefinition("look", "Looks", "{\"type\":\"object\"}", strict);
	}

	@Test
	void settingsAreThoseTheTableShows() throws IOException {
		List<List<String>> documented = rows("type | base URL");
		run((providers) -> {
			List<List<String>> actual = new ArrayList<>();
			providers.forEach((type, provider) -> actual.add(settings(type, provider)));
			assertThat(documented.subList(1, documented.size())).containsExactlyElementsOf(actual);
		});
	}

	private List<String> settings(String code, ChatProvider provider) {
		this.sent.clear();
		ProviderType type = ProviderType.of(code);
		failure(provider, ChatRequest.builder().user("Hi").maxOutputTokens(LIMIT).build(), true);
		Sent request = this.sent.get(0);
		String usage = request.body().at("/stream_options/include_usage").asBoolean(false) ? "asked for" : "unasked";
		return List.of("`" + code + "`", (type.baseUrl() != null) ? "`" + type.baseUrl() + "`" : "yours",
				type.keyRequired() ? "yes" : "no", "`" + header(request) + "`", "`" + field("", request.body()) + "`",
				usage);
	}

	private static String header(Sent request) {
		return request.headers()
			.stream()
			.filter((header) -> header.contains(KEY))
			.map((header) -> header.replaceAll(":? ?" + KEY, ""))
			.findFirst()
			.orElseThrow();
	}

	private static String field(String path, JsonNode node) {
		for (Map.Entry<String, JsonNode> entry : node.properties()) {
			String name = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
			String found = (entry.getValue().asInt(0) == LIMIT) ? name : field(name, entry.getValue());
			if (!found.isEmpty()) {
				return found;
			}
		}
		return "";
	}

	@Test
	void everyTypeHasAFactWithSourceAndDate() throws IOException {
		List<List<String>> facts = rows("type | what to know");
		List<List<String>> rows = facts.subList(1, facts.size());
		assertThat(rows).extracting((row) -> row.get(0)).containsAll(headerOfTypes().stream().skip(1).toList());
		assertThat(rows).allSatisfy((row) -> assertThat(row.get(2)).containsPattern("20\\d\\d-\\d\\d"));
	}

	private static List<String> headerOfTypes() throws IOException {
		List<String> header = rows("a request for").get(0);
		assertThat(header.stream().skip(1).map((type) -> type.replace("`", "")))
			.containsExactlyInAnyOrderElementsOf(ProviderType.codes());
		return header;
	}

	private static Map<String, List<String>> capabilities() {
		try {
			Map<String, List<String>> capabilities = new LinkedHashMap<>();
			rows("a request for").stream()
				.skip(1)
				.forEach((row) -> capabilities.put(row.get(0), row.subList(1, row.size())));
			return capabilities;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<List<String>> rows(String start) throws IOException {
		String document = Files.readString(Path.of("..", "docs", "providers.md"));
		int begin = document.indexOf("| " + start);
		assertThat(begin).isPositive();
		return document.substring(begin, document.indexOf("\n\n", begin))
			.lines()
			.filter((line) -> !line.startsWith("|---"))
			.map((line) -> Pattern.compile(" \\| ").splitAsStream(line.substring(2, line.length() - 2)).toList())
			.toList();
	}

	private void run(Consumer<Map<String, ChatProvider>> test) {
		List<String> properties = new ArrayList<>(List.of("llm.router.metrics.enabled=false"));
		for (String type : ProviderType.codes()) {
			String prefix = "llm.router.providers." + type + ".";
			properties.add(prefix + "type=" + type);
			properties.add(prefix + "base-url=http://127.0.0.1:" + this.server.port() + "/v1");
			properties.add(prefix + "api-key=" + KEY);
			properties.add(prefix + "model=m");
		}
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class))
			.withPropertyValues(properties.toArray(String[]::new))
			.run((context) -> {
				Map<String, ChatProvider> providers = new LinkedHashMap<>();
				headerOfTypes().stream()
					.skip(1)
					.map((type) -> type.replace("`", ""))
					.forEach((type) -> providers.put(type, context.getBean(type + "ChatProvider", ChatProvider.class)));
				test.accept(providers);
			});
	}

	private record Sent(List<String> headers, JsonNode body) {

	}

}
