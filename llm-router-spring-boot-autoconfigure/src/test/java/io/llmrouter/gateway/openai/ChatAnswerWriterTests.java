package io.llmrouter.gateway.openai;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChatAnswerWriter} and {@link ChatStreamWriter}. Expected JSON is
 * written with single quotes.
 */
class ChatAnswerWriterTests {

	private static final TokenUsage USAGE = new TokenUsage(10L, 5L, 4L, null, 2L, false, null);

	private final JsonMapper json = JsonMapper.builder().build();

	private final ChatAnswerWriter writer = new ChatAnswerWriter(this.json, () -> "made-up",
			() -> Instant.ofEpochSecond(1767225600));

	private JsonNode json(String text) {
		return this.json.readTree(text.replace('\'', '"'));
	}

	private JsonNode written(ChatResponse response) {
		return this.json.readTree(this.writer.write(response, "fast"));
	}

	private static ChatResponse response(FinishReason reason, ContentPart... content) {
		return new ChatResponse("swift", "id-1", "swift-1", List.of(content), reason, null, USAGE, 0);
	}

	@Test
	void textIsAChatCompletion() {
		assertThat(written(response(FinishReason.STOP, new ContentPart.Text("Hi")))).isEqualTo(json("""
				{'id':'id-1','object':'chat.completion','created':1767225600,'model':'swift-1','choices':[{'index':0,
				'message':{'role':'assistant','content':'Hi','refusal':null,'annotations':[]},'logprobs':null,
				'finish_reason':'stop'}],'usage':{'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,
				'prompt_tokens_details':{'cached_tokens':4},'completion_tokens_details':{'reasoning_tokens':2}}}"""));
	}

	@Test
	void whatTheProviderDidNotTellIsMadeUpOrLeftOut() {
		assertThat(written(ChatResponse.text("swift", "Hi", null))).isEqualTo(json("""
				{'id':'made-up','object':'chat.completion','created':1767225600,'model':'fast','choices':[{'index':0,
				'message':{'role':'assistant','content':'Hi','refusal':null,'annotations':[]},'logprobs':null,
				'finish_reason':'stop'}]}"""));
	}

	@Test
	void thoughtsRefusalAndToolCallsHaveTheirPlaces() {
		JsonNode message = written(response(FinishReason.TOOL_CALLS, new ContentPart.Reasoning("hm", "s1", null),
				new ContentPart.Reasoning("", null, "xyz"), new ContentPart.Refusal("No"),
				new ToolCall("a", "look", "{}", "s2"), new ToolCall("b", "hear", "[]", null)))
			.at("/choices/0/message");
		assertThat(message).isEqualTo(json("""
				{'role':'assistant','content':null,'refusal':'No','annotations':[],'reasoning_content':'hm',
				'reasoning_details':[{'type':'reasoning.text','text':'hm','signature':'s1'},
				{'type':'reasoning.encrypted','data':'xyz'}],'tool_calls':[
				{'id':'a','type':'function','function':{'name':'look','arguments':'{}'},
				'extra_content':{'google':{'thought_signature':'s2'}}},
				{'id':'b','type':'function','function':{'name':'hear','arguments':'[]'}}]}"""));
	}

	@ParameterizedTest
	@CsvSource({ "STOP, stop", "LENGTH, length", "TOOL_CALLS, tool_calls", "CONTENT_FILTER, content_filter",
			"REFUSAL, content_filter", "CONTEXT_WINDOW, length", "PAUSE, length", "UNKNOWN, stop" })
	void reasonIsOneThatOpenAiKnows(FinishReason reason, String word) {
		assertThat(written(response(reason, new ContentPart.Text("Hi"))).at("/choices/0/finish_reason").asString())
			.isEqualTo(word);
	}

	@Test
	void halfASurrogatePairIsWrittenAsAnEscape() {
		byte[] bytes = this.writer.write(response(FinishReason.STOP, new ContentPart.Text("é \ud83d")), "fast");
		assertThat(new String(bytes, StandardCharsets.UTF_8)).containsIgnoringCase("\\ud83d");
		assertThat(this.json.readTree(bytes).at("/choices/0/message/content").asString()).isEqualTo("é \ud83d");
	}

	private List<JsonNode> events(boolean usage, ChatChunk... chunks) {
		ChatStreamWriter stream = this.writer.stream("fast", usage);
		StringBuilder text = new StringBuilder();
		for (ChatChunk chunk : chunks) {
			text.append(new String(stream.write(chunk), StandardCharsets.UTF_8));
		}
		text.append(new String(stream.end(), StandardCharsets.UTF_8));
		assertThat(text.toString()).endsWith("\n\ndata: [DONE]\n\n");
		List<JsonNode> events = new ArrayList<>();
		for (String event : text.toString().replace("data: [DONE]\n\n", "").split("\n\n")) {
			assertThat(event).startsWith("data: ");
			events.add(this.json.readTree(event.substring(6)));
		}
		return events;
	}

	private JsonNode chunk(String delta, String finish, String rest) {
		return json("{'id':'id-1','object':'chat.completion.chunk','created':1767225600,'model':'swift-1','choices':["
				+ "{'index':0,'delta':" + delta + ",'logprobs':null,'finish_reason':" + finish + "}]" + rest + "}");
	}

	@Test
	void streamBeginsWithTheRoleAndEndsWithUsage() {
		String none = ",'usage':null";
		assertThat(
				events(true, new ChatChunk.Start("swift", "id-1", "swift-1"), new ChatChunk.TextDelta("Hi \"you\"\n"),
						new ChatChunk.Usage(USAGE), new ChatChunk.Finish(FinishReason.STOP, "stop", 0)))
			.containsExactly(chunk("{'role':'assistant','content':'','refusal':null}", "null", none),
					chunk("{'content':'Hi \\'you\\'\\n'}".replace("\\'", "\\\""), "null", none),
					chunk("{}", "'stop'", none), json("""
							{'id':'id-1','object':'chat.completion.chunk','created':1767225600,'model':'swift-1',
							'choices':[],'usage':{'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,
							'prompt_tokens_details':{'cached_tokens':4},
							'completion_tokens_details':{'reasoning_tokens':2}}}"""));
	}

	@Test
	void toolCallsAreNumberedFromZeroWithoutGaps() {
		List<JsonNode> events = events(false, new ChatChunk.Start("swift", "id-1", "swift-1"),
				new ChatChunk.ToolCallDelta(1, "a", "look", "", null),
				new ChatChunk.ToolCallDelta(1, null, null, "{}", null),
				new ChatChunk.ToolCallDelta(3, "b", "hear", "[", "s2"),
				new ChatChunk.Finish(FinishReason.TOOL_CALLS, null, 0));
		assertThat(events.subList(1, events.size())).containsExactly(chunk(
				"{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'look','arguments':''}}]}",
				"null", ""), chunk("{'tool_calls':[{'index':0,'function':{'arguments':'{}'}}]}", "null", ""),
				chunk("{'tool_calls':[{'index':1,'id':'b','type':'function','function':{'name':'hear','arguments':'['},"
						+ "'extra_content':{'google':{'thought_signature':'s2'}}}]}", "null", ""),
				chunk("{}", "'tool_calls'", ""));
	}

	@Test
	void thoughtsAndRefusalsAreDeltas() {
		List<JsonNode> events = events(false, new ChatChunk.Start("swift", "id-1", "swift-1"),
				new ChatChunk.ReasoningDelta("hm", null, null), new ChatChunk.ReasoningDelta("", "s1", null),
				new ChatChunk.RefusalDelta("No"), new ChatChunk.Finish(FinishReason.REFUSAL, null, 0));
		assertThat(events.subList(1, events.size())).containsExactly(chunk("{'reasoning_content':'hm'}", "null", ""),
				chunk("{'reasoning_details':[{'type':'reasoning.text','text':'','signature':'s1'}]}", "null", ""),
				chunk("{'refusal':'No'}", "null", ""), chunk("{}", "'stop'", ""));
	}

	@Test
	void providerThatOnlySendsTextGetsBeginAndEnd() {
		List<JsonNode> events = events(false, new ChatChunk.TextDelta("Hi"));
		assertThat(events).hasSize(3);
		assertThat(events.get(1).at("/id").asString()).isEqualTo("made-up");
		assertThat(events.get(1).at("/model").asString()).isEqualTo("fast");
		assertThat(events.get(2).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
	}

	@Test
	void surrogatePairMayBeSplitBetweenTwoChunks() {
		List<JsonNode> events = events(false, new ChatChunk.TextDelta("\ud83d"), new ChatChunk.TextDelta("\ude00"));
		assertThat(events.get(1).at("/choices/0/delta/content").asString()
				+ events.get(2).at("/choices/0/delta/content").asString())
			.isEqualTo("\ud83d\ude00");
	}

}
