package io.llmrouter.provider.http;

import java.util.List;
import java.util.Map;
import java.util.Random;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.chat.WireFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedactionTests {

	private static final ChatRequest HELLO = ChatRequest.user("Hello");

	private final Redaction redaction = new Redaction(List.of("my-own-key-0815"));

	@ParameterizedTest
	@ValueSource(strings = { "sk-proj-abcDEF123456", "Bearer abc.def-ghi", "bearer  xyz12345", "AIzaSyA1234567890",
			"my-own-key-0815", "sk-abcd****wxyz", "gsk_abcDEF123456", "xai-abcDEF123456" })
	void keysAreReplaced(String key) {
		String cleaned = this.redaction.clean("Incorrect key provided: " + key + ", sorry", HELLO);
		assertThat(cleaned).isEqualTo("Incorrect key provided: [key], sorry");
	}

	@Test
	void everyKeyIsReplacedAlsoOneThatBeginsLikeAnother() {
		Redaction several = new Redaction(List.of("team-key", "team-key-two", " "));
		assertThat(several.clean("Neither team-key-two nor team-key may", HELLO))
			.isEqualTo("Neither [key] nor [key] may");
	}

	@Test
	void echoOfThePromptIsReplaced() {
		ChatRequest request = ChatRequest.user("My patient John Doe suffers from a rare disease");
		assertThat(this.redaction.clean("Cannot process 'patient John Doe suffers' now", request))
			.isEqualTo("Cannot process '[…]' now");
	}

	@Test
	void echoOfAShortPromptIsReplacedAsAWhole() {
		assertThat(this.redaction.clean("Cannot answer 'pin 4711'", ChatRequest.user("pin 4711")))
			.isEqualTo("Cannot answer '[…]'");
	}

	@Test
	void echoOfAFieldOfTheWireIsReplaced() {
		ChatRequest request = ChatRequest.builder()
			.user("Hi")
			.extra("metadata", Map.of("note", "the first secret of grandma"))
			.wireFields(
					new WireFields("openai", Map.of("prediction", List.of("the other secret of grandpa")), List.of()))
			.build();
		assertThat(this.redaction.clean("bad: the first secret of grandma, the other secret of grandpa!", request))
			.isEqualTo("bad: […], […]!");
	}

	@Test
	void echoOfAToolResultIsReplaced() {
		ToolResult result = new ToolResult("1", "search", List.of(new ContentPart.Text("the secret recipe of grandma")),
				false);
		ChatRequest request = ChatRequest.builder().user("Hi").message(Message.tool(result)).build();
		assertThat(this.redaction.clean("bad: the secret recipe of grandma!", request)).isEqualTo("bad: […]!");
	}

	@Test
	void wordThatHoldsAKeyIsDropped() {
		assertThat(this.redaction.word("my-own-key-0815")).isNull();
		assertThat(this.redaction.word("x.sk-proj-abcDEF123456")).isNull();
		assertThat(this.redaction.word(null)).isNull();
		assertThat(this.redaction.word("rate_limit_exceeded")).isEqualTo("rate_limit_exceeded");
	}

	@Test
	void messageThatEchoesNothingIsKept() {
		String message = "The model `gpt-x` does not exist or you do not have access to it.";
		assertThat(this.redaction.clean(message, ChatRequest.user("Tell me about models"))).isEqualTo(message);
	}

	@Test
	void atMost500CharactersAreKept() {
		assertThat(this.redaction.clean("ab ".repeat(10_000), HELLO)).hasSize(500);
	}

	@Test
	void boundOfTheExaminedPartLeavesNoBeginningOfAnEcho() {
		String prompt = "the quick brown fox jumps over the lazy dog";
		for (int lead = 1950; lead < 2000; lead++) {
			String message = prompt.repeat(1 + lead / prompt.length()).substring(0, lead) + "#" + prompt;
			assertThat(this.redaction.clean(message, ChatRequest.user(prompt.repeat(60)))).doesNotContain("the");
		}
	}

	@Test
	void everyEchoOf16CharactersIsFound() {
		Random random = new Random(3);
		for (int i = 0; i < 2_000; i++) {
			StringBuilder prompt = new StringBuilder();
			random.ints(200, 0, 3).forEach((letter) -> prompt.append((char) ('a' + letter)));
			int from = random.nextInt(180);
			String echo = prompt.substring(from, from + 16);
			assertThat(this.redaction.clean("<<" + echo + ">>", ChatRequest.user(prompt.toString())))
				.isEqualTo("<<[…]>>");
		}
	}

	@Test
	void monotonousTextsCostNoMoreThanOthers() {
		ChatRequest request = ChatRequest.user("a".repeat(2_000_000));
		assertThat(this.redaction.clean("a".repeat(5_000), request)).isEqualTo("[…]");
	}

}
