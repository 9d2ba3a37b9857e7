package io.llmrouter.provider.contract;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatRequestBuilder;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.MediaTypes;
import io.llmrouter.provider.NeededCapabilities;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.TypeCapabilities;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What a provider cannot do is refused before it is sent, and the message names what it
 * is and exactly the types of providers that have it, or what to do where none has.
 */
class RefusalTests {

	private static final Map<String, Wire> TYPES = Wires.types();

	private static final Pattern OTHERS = Pattern.compile(", or ask a provider of type '([a-z', -]+)'$");

	private static final int REQUESTS = 2_000;

	private static final MediaSource URL = new MediaSource.Url(URI.create("https://example.org/a"));

	@ParameterizedTest
	@EnumSource
	void typeThatLacksACapabilityNamesThoseThatHaveIt(Capability capability) {
		ChatRequest request = request(capability);
		boolean stream = capability == Capability.STREAM;
		Set<Capability> needed = NeededCapabilities.of(request, stream);
		assertThat(needed).contains(capability);
		TYPES.forEach((type, wire) -> {
			ProviderException refusal = refusal(wire, request, stream);
			Set<Capability> has = TypeCapabilities.of(type);
			assertThat(refusal == null).as(type).isEqualTo(has.containsAll(needed));
			if (refusal != null) {
				Capability missing = needed.stream().filter((one) -> !has.contains(one)).findFirst().orElseThrow();
				assertThat(refusal).hasMessageContaining(" cannot take " + missing.label() + "; ");
				assertThat(named(refusal)).isEqualTo(TypeCapabilities.having(missing)).isNotEmpty();
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "IMAGE_BYTES, image/bmp", "IMAGE_BYTES, image/heic", "IMAGE_BYTES, image/png",
			"DOCUMENT_BYTES, application/msword", "DOCUMENT_BYTES, text/html", "DOCUMENT_BYTES, application/pdf",
			"AUDIO_BYTES, audio/flac", "AUDIO_BYTES, audio/midi", "AUDIO_BYTES, audio/wav" })
	void typeThatLacksAMediaTypeNamesThoseThatAreKnownToTakeIt(Capability kind, String mediaType) {
		ChatRequest request = user(media(kind, new MediaSource.Bytes(mediaType, new byte[] { 1 })));
		List<String> taking = new ArrayList<>(TYPES.keySet());
		TYPES.forEach((type, wire) -> {
			ProviderException refusal = refusal(wire, request, false);
			if (refusal != null) {
				taking.remove(type);
				boolean able = TypeCapabilities.of(type).contains(kind);
				assertThat(refusal).hasMessageContaining(able ? "'" + mediaType + "'; send '" : kind.label());
				assertThat(named(refusal))
					.isEqualTo(able ? MediaTypes.taking(kind, mediaType) : TypeCapabilities.having(kind));
			}
		});
		assertThat(taking).containsAll(MediaTypes.taking(kind, mediaType)).isNotEmpty();
	}

	@Test
	void typeThatLimitsMediaTypesTakesAllOfTheTable() {
		for (Capability kind : List.of(Capability.IMAGE_BYTES, Capability.DOCUMENT_BYTES, Capability.AUDIO_BYTES)) {
			TYPES.forEach((type, wire) -> MediaTypes.of(type, kind)
				.forEach((mediaType) -> assertThat(
						refusal(wire, user(media(kind, new MediaSource.Bytes(mediaType, new byte[] { 1 }))), false))
					.as("%s of %s", mediaType, type)
					.isNull()));
		}
		assertThat(MediaTypes.taking(Capability.IMAGE_BYTES, "image/heic")).containsExactly("gemini");
	}

	@ParameterizedTest
	@MethodSource("placesThatNobodyHas")
	void whatNobodyTakesNamesNobodyAndSaysWhatToDo(ChatRequest request) {
		TYPES.values().forEach((wire) -> {
			ProviderException refusal = refusal(wire, request, false);
			assertThat(refusal).hasMessageEndingWith("no provider can, move it to a user message");
			assertThat(named(refusal)).isEmpty();
		});
	}

	static Stream<ChatRequest> placesThatNobodyHas() {
		MediaSource bytes = new MediaSource.Bytes("image/png", new byte[] { 1 });
		return Stream.of(Message.Role.SYSTEM, Message.Role.ASSISTANT, Message.Role.TOOL)
			.flatMap((role) -> Stream
				.of(new ContentPart.Image(bytes, null), new ContentPart.Document(bytes, null),
						new ContentPart.Audio(bytes))
				.map((part) -> ChatRequest.builder().user("Hi").message(new Message(role, List.of(part))).build()));
	}

	@Test
	void fieldsOfAnotherWireNameTheTypesThatSpeakIt() {
		for (Wire wire : Wires.all()) {
			for (String other : List.of("openai", "anthropic", "gemini", "ollama", "house")) {
				if (!other.equals(wire.name())) {
					ProviderException refusal = foreignFields(wire, other);
					assertThat(refusal.errorType()).isEqualTo(ErrorType.UNSUPPORTED_FEATURE);
					assertThat(named(refusal)).isEqualTo(typesOf(other));
				}
			}
			assertThat(foreignFields(wire, "house")).hasMessageEndingWith("or ask a provider of the wire 'house'");
		}
	}

	private static List<String> typesOf(String wireName) {
		return TYPES.entrySet()
			.stream()
			.filter((type) -> type.getValue().name().equals(wireName))
			.map(Map.Entry::getKey)
			.toList();
	}

	private static ProviderException foreignFields(Wire wire, String other) {
		WireFields fields = new WireFields(other, Map.of("logit_bias", 1), List.of("logit_bias"));
		ChatRequest request = ChatRequest.builder().user("Hi").wireFields(fields).build();
		URI nobody = URI.create("http://localhost:9/v1");
		return catchThrowableOfType(ProviderException.class,
				() -> wire.provider(nobody, WebClient.create()).chat(request).block());
	}

	@Test
	void everyRefusalOfAnyRequestNamesSomebodyOrSaysWhatToDo() {
		Random random = new Random(20_261_124);
		int refused = 0;
		for (int i = 0; i < REQUESTS; i++) {
			ChatRequest request = RandomRequest.of(random);
			for (Wire wire : TYPES.values()) {
				ProviderException refusal = refusal(wire, request, random.nextBoolean());
				if (refusal != null) {
					refused++;
					assertThat(TYPES.keySet()).containsAll(named(refusal));
					assertThat(refusal.getMessage()).containsPattern(
							"; (leave |use |send |remove |no provider can, ).*(, or ask a provider of type '|message$|'$)");
				}
			}
		}
		assertThat(refused).isGreaterThan(REQUESTS);
	}

	private static @Nullable ProviderException refusal(Wire wire, ChatRequest request, boolean stream) {
		try {
			wire.write(request, stream);
			return null;
		}
		catch (ProviderException ex) {
			assertThat(ex.errorType()).as(ex.getMessage()).isEqualTo(ErrorType.UNSUPPORTED_FEATURE);
			return ex;
		}
	}

	private static List<String> named(ProviderException refusal) {
		Matcher others = OTHERS.matcher(refusal.getMessage());
		return others.find() ? Arrays.asList(others.group(1).split("', '")) : List.of();
	}

	private static ContentPart media(Capability kind, MediaSource source) {
		return switch (kind) {
			case IMAGE_BYTES, IMAGE_URL -> new ContentPart.Image(source, null);
			case DOCUMENT_BYTES, DOCUMENT_URL -> new ContentPart.Document(source, null);
			default -> new ContentPart.Audio(source);
		};
	}

	private static ChatRequest user(ContentPart part) {
		return ChatRequest.builder().message(Message.user(part)).build();
	}

	private static MediaSource bytes(String mediaType) {
		return new MediaSource.Bytes(mediaType, new byte[] { 1 });
	}

	private static ChatRequest request(Capability capability) {
		ChatRequestBuilder request = ChatRequest.builder().user("Hi");
		ToolDefinition tool = ToolDefinition.of("look", "Looks", "{\"type\":\"object\"}");
		return switch (capability) {
			case STREAM -> request.build();
			case TOOLS -> request.tool(tool).build();
			case TOOL_CHOICE -> request.tool(tool).toolChoice(ToolChoice.required()).build();
			case STRICT_TOOLS -> request.tool(new ToolDefinition("look", null, "{}", true)).build();
			case PARALLEL_TOOL_CALLS -> request.tool(tool).parallelToolCalls(true).build();
			case SINGLE_TOOL_CALL -> request.tool(tool).parallelToolCalls(false).build();
			case JSON_OBJECT -> request.responseFormat(ResponseFormat.jsonObject()).build();
			case JSON_SCHEMA -> request.responseFormat(ResponseFormat.jsonSchema("a", "{}")).build();
			case IMAGE_URL, DOCUMENT_URL, AUDIO_URL -> user(media(capability, URL));
			case IMAGE_BYTES -> user(media(capability, bytes("image/png")));
			case DOCUMENT_BYTES -> user(media(capability, bytes("application/pdf")));
			case AUDIO_BYTES -> user(media(capability, bytes("audio/wav")));
			case TOOL_RESULT_MEDIA -> request
				.message(Message
					.tool(new ToolResult("1", "look", List.of(new ContentPart.Image(bytes("image/png"), null)), false)))
				.build();
			case REASONING_EFFORT -> request.reasoningEffort(ReasoningEffort.LOW).build();
			case TOP_K -> request.topK(5).build();
			case SEED -> request.seed(5L).build();
			case PENALTIES -> request.frequencyPenalty(0.5).build();
			case HIGH_TEMPERATURE -> request.temperature(1.5).build();
			case REASONING_WITH_FORCED_TOOL ->
				request.reasoningEffort(ReasoningEffort.LOW).tool(tool).toolChoice(ToolChoice.tool("look")).build();
			case REASONING_WITH_TEMPERATURE -> request.reasoningEffort(ReasoningEffort.LOW).temperature(0.5).build();
			case REASONING_WITH_TOP_K -> request.reasoningEffort(ReasoningEffort.LOW).topK(5).build();
			case REASONING_WITH_LOW_TOP_P -> request.reasoningEffort(ReasoningEffort.LOW).topP(0.5).build();
		};
	}

}
