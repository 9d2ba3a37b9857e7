package io.llmrouter.provider.openai;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.testing.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How streams end by their own words, and which tokens they used when they were cut.
 */
class OpenAiStreamEndTests {

	private static final ChatRequest REQUEST = ChatRequest.user(OpenAiFixture.PROMPT);

	private static final String ROLE = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}";

	private static final String TEXT = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}";

	private static final String FINISH = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

	private static final ChatChunk START = new ChatChunk.Start("test", "c", "m");

	private static final ChatChunk HI = new ChatChunk.TextDelta("Hi");

	private final OpenAiFixture fixture = new OpenAiFixture();

	private final ScriptedServer server = this.fixture.server;

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "error", "network_error", "insufficient_system_resource", "abort" })
	void finishReasonThatTellsOfAFailureIsOne(String reason) {
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE, TEXT, FINISH.replace("stop", reason), "[DONE]")
			.end());
		failsWith(ErrorType.STREAM_INTERRUPTED, START, HI);
	}

	@Test
	void errorWithinAChoiceThatEndsInOneIsTyped() {
		String choice = "{\"index\":0,\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"code\":429,\"message\":\"slow\"}}";
		this.server
			.script((connection) -> connection.beginEvents().events("{\"choices\":[" + choice + "]}", "[DONE]").end());
		failsWith(ErrorType.RATE_LIMITED);
	}

	@Test
	void finishOfAFilterOfZhipuIsATrueFinish() {
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE, TEXT, FINISH.replace("stop", "sensitive"), "[DONE]")
			.end());
		StepVerifier.create(stream())
			.expectNext(START, HI, new ChatChunk.Finish(FinishReason.CONTENT_FILTER, "sensitive", 0))
			.expectComplete()
			.verify(OpenAiFixture.SOON);
	}

	@Test
	void usageRepeatedInEveryChunkStandsInTheFailure() {
		String usage = ",\"usage\":{\"prompt_tokens\":90,\"completion_tokens\":4}}";
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE, TEXT.substring(0, TEXT.length() - 1) + usage)
			.end());
		assertThat(partialUsage()).isEqualTo(new TokenUsage(90L, 4L, null, null, null, true, null));
	}

	@Test
	void usageThatIsOlderThanTheContentIsNotTaken() {
		String usage = ",\"usage\":{\"prompt_tokens\":90,\"completion_tokens\":0}}";
		this.server.script((connection) -> connection.beginEvents()
			.events(ROLE.substring(0, ROLE.length() - 1) + usage, TEXT, TEXT, TEXT)
			.end());
		assertThat(partialUsage()).isEqualTo(new TokenUsage(90L, 3L, null, null, null, true, null));
	}

	@Test
	void refusedStreamUsedNothingThatIsKnown() {
		this.server.script((connection) -> connection.respond(503, "application/json", "{}"));
		assertThat(partialUsage()).isNull();
	}

	@Test
	void stalledStreamTellsWhichTokensItUsed() {
		this.server.script((connection) -> {
			connection.beginEvents().events(ROLE, TEXT);
			connection.awaitClosed();
		});
		assertThat(partialUsage(
				this.fixture.provider((settings) -> settings.withTimeouts(OpenAiFixture.impatient())).stream(REQUEST)))
			.isEqualTo(new TokenUsage(12L, 1L, null, null, null, true, null));
	}

	private TokenUsage partialUsage() {
		return partialUsage(stream());
	}

	private static TokenUsage partialUsage(Flux<ChatChunk> stream) {
		ProviderException failure = stream.then(Mono.<ProviderException>empty())
			.onErrorResume(ProviderException.class, Mono::just)
			.block(OpenAiFixture.SOON);
		assertThat(failure).isNotNull();
		return failure.details().partialUsage();
	}

	private Flux<ChatChunk> stream() {
		return this.fixture.provider().stream(REQUEST);
	}

	private void failsWith(ErrorType type, ChatChunk... chunks) {
		StepVerifier.create(stream())
			.expectNext(chunks)
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, type))
			.verify(OpenAiFixture.SOON);
	}

}
