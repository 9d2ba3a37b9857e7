package io.llmrouter.provider;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

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
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Capability}, {@link NeededCapabilities} and {@link TypeCapabilities}.
 */
class CapabilityTests {

	private static final CallSite SITE = new CallSite("house", "m", "example.org");

	private static final MediaSource URL = new MediaSource.Url(URI.create("https://example.org/a"));

	private static final MediaSource BYTES = new MediaSource.Bytes("image/png", new byte[] { 1 });

	@Test
	void plainRequestNeedsNothingAndAStreamThatItIsOne() {
		assertThat(NeededCapabilities.of(ChatRequest.user("Hello"), false)).isEmpty();
		assertThat(NeededCapabilities.of(ChatRequest.user("Hello"), true)).containsExactly(Capability.STREAM);
	}

	@Test
	void toolsAreNeededInAllTheirKinds() {
		assertThat(needed((request) -> request.tool(tool(false)))).containsExactly(Capability.TOOLS);
		assertThat(needed((request) -> request.tool(tool(true)))).containsExactly(Capability.TOOLS,
				Capability.STRICT_TOOLS);
		assertThat(needed((request) -> request.toolChoice(ToolChoice.auto()))).isEmpty();
		for (ToolChoice choice : new ToolChoice[] { ToolChoice.none(), ToolChoice.required(), ToolChoice.tool("a") }) {
			assertThat(needed((request) -> request.toolChoice(choice))).containsExactly(Capability.TOOL_CHOICE);
		}
		assertThat(needed((request) -> request.parallelToolCalls(true)))
			.containsExactly(Capability.PARALLEL_TOOL_CALLS);
		assertThat(needed((request) -> request.parallelToolCalls(false))).containsExactly(Capability.SINGLE_TOOL_CALL);
	}

	@Test
	void mediaAreNeededAsTheyCome() {
		assertThat(needed(new ContentPart.Image(URL, null))).containsExactly(Capability.IMAGE_URL);
		assertThat(needed(new ContentPart.Image(BYTES, null))).containsExactly(Capability.IMAGE_BYTES);
		assertThat(needed(new ContentPart.Document(URL, null))).containsExactly(Capability.DOCUMENT_URL);
		assertThat(needed(new ContentPart.Document(BYTES, null))).containsExactly(Capability.DOCUMENT_BYTES);
		assertThat(needed(new ContentPart.Audio(URL))).containsExactly(Capability.AUDIO_URL);
		assertThat(needed(new ContentPart.Audio(BYTES))).containsExactly(Capability.AUDIO_BYTES);
	}

	@Test
	void mediaOfAToolAreNeededTwice() {
		ToolResult result = new ToolResult("1", "look", List.of(new ContentPart.Image(BYTES, null)), false);
		assertThat(needed((request) -> request.message(Message.tool(result)))).containsExactly(Capability.IMAGE_BYTES,
				Capability.TOOL_RESULT_MEDIA);
		ToolResult text = ToolResult.of(new ToolCall("1", "look", "{}", null), "a cat");
		assertThat(needed((request) -> request.message(Message.tool(text)))).isEmpty();
	}

	@Test
	void optionsAreNeededWhereTheyAreSet() {
		assertThat(needed((request) -> request.responseFormat(ResponseFormat.jsonObject())))
			.containsExactly(Capability.JSON_OBJECT);
		assertThat(needed((request) -> request.responseFormat(ResponseFormat.jsonSchema("a", "{}"))))
			.containsExactly(Capability.JSON_SCHEMA);
		assertThat(needed((request) -> request.reasoningEffort(ReasoningEffort.LOW)))
			.containsExactly(Capability.REASONING_EFFORT);
		assertThat(needed((request) -> request.reasoningEffort(ReasoningEffort.NONE))).isEmpty();
		assertThat(needed((request) -> request.topK(1))).containsExactly(Capability.TOP_K);
		assertThat(needed((request) -> request.seed(1L))).containsExactly(Capability.SEED);
		assertThat(needed((request) -> request.frequencyPenalty(0.1))).containsExactly(Capability.PENALTIES);
		assertThat(needed((request) -> request.presencePenalty(0.1))).containsExactly(Capability.PENALTIES);
		assertThat(needed((request) -> request.temperature(1.1))).containsExactly(Capability.HIGH_TEMPERATURE);
		assertThat(needed((request) -> request.temperature(1.0).topP(0.5).maxOutputTokens(5).stop("a").extra("a", 1)))
			.isEmpty();
	}

	@Test
	void reasoningIsNeededTogetherWithWhatSomeModelsCannotDoThen() {
		assertThat(reasoning((request) -> request.toolChoice(ToolChoice.required()))).containsExactly(
				Capability.TOOL_CHOICE, Capability.REASONING_EFFORT, Capability.REASONING_WITH_FORCED_TOOL);
		assertThat(reasoning((request) -> request.toolChoice(ToolChoice.none())))
			.containsExactly(Capability.TOOL_CHOICE, Capability.REASONING_EFFORT);
		assertThat(reasoning((request) -> request.temperature(0.5))).containsExactly(Capability.REASONING_EFFORT,
				Capability.REASONING_WITH_TEMPERATURE);
		assertThat(reasoning((request) -> request.topK(1))).containsExactly(Capability.REASONING_EFFORT,
				Capability.TOP_K, Capability.REASONING_WITH_TOP_K);
		assertThat(reasoning((request) -> request.topP(0.94))).containsExactly(Capability.REASONING_EFFORT,
				Capability.REASONING_WITH_LOW_TOP_P);
		assertThat(reasoning((request) -> request.topP(0.95).temperature(1.0)))
			.containsExactly(Capability.REASONING_EFFORT);
		assertThat(needed((request) -> request.reasoningEffort(ReasoningEffort.NONE).temperature(0.5))).isEmpty();
	}

	@Test
	void typesSpeakTheirOwnWireOrThatOfOpenAi() {
		assertThat(TypeCapabilities.speaking("gemini")).containsExactly("gemini");
		assertThat(TypeCapabilities.speaking("openai")).contains("openai", "openai-compatible", "zhipu")
			.doesNotContain("anthropic", "gemini", "ollama");
		assertThat(TypeCapabilities.speaking("house")).isEmpty();
	}

	@Test
	void whatIsMissingIsNamedWithTheOtherWayAndTheTypesThatHaveIt() {
		ChatRequest request = ChatRequest.builder().message(Message.user(new ContentPart.Audio(URL))).build();
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> SITE.check(request, false, EnumSet.of(Capability.AUDIO_BYTES)))
			.withMessage("Provider 'house' (model 'm', host 'example.org') cannot take audio by URL; use the bytes of "
					+ "audio instead, or ask a provider of type 'dashscope', 'gemini'")
			.satisfies((failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.UNSUPPORTED_FEATURE));
	}

	@ParameterizedTest
	@EnumSource
	void everyCapabilityIsThatOfSomeTypeAndHasAnAlternativeThatPointsBack(Capability capability) {
		assertThat(TypeCapabilities.having(capability)).isNotEmpty();
		Capability other = capability.alternative();
		assertThat(other == null || other.alternative() == capability).isTrue();
	}

	@Test
	void providerThatDoesNotTellCanDoAll() {
		assertThat(new FakeProvider("house", "m").capabilities()).isEqualTo(Set.of(Capability.values()));
		assertThat(TypeCapabilities.of("house")).isEqualTo(Capability.ALL);
		ChatRequest request = ChatRequest.builder().user("Hi").topK(1).seed(1L).build();
		assertThatNoException().isThrownBy(() -> SITE.check(request, true, Capability.ALL));
	}

	private static ToolDefinition tool(boolean strict) {
		return new ToolDefinition("look", null, "{}", strict);
	}

	private static Set<Capability> reasoning(UnaryOperator<ChatRequestBuilder> change) {
		return needed((request) -> change.apply(request).reasoningEffort(ReasoningEffort.LOW));
	}

	private static Set<Capability> needed(ContentPart part) {
		return needed((request) -> request.message(Message.user(part)));
	}

	private static Set<Capability> needed(UnaryOperator<ChatRequestBuilder> change) {
		return NeededCapabilities.of(change.apply(ChatRequest.builder().user("Hi")).build(), false);
	}

}
