package io.llmrouter.provider.openai;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.ObservedChatProvider;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.ScriptedServer;
import io.llmrouter.testing.TestHttp;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers that refuse {@code stream_options}.
 */
class OpenAiStreamOptionsTests {

	private static final ChatRequest REQUEST = ChatRequest.user(OpenAiFixture.PROMPT);

	private static final String TEXT = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}";

	private static final String FINISH = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

	private static final String UNRECOGNIZED = "{\"error\":{\"message\":\"Unrecognized request argument supplied: stream_options\"}}";

	private final ScriptedServer server = new ScriptedServer();

	private final TestTimeSource time = new TestTimeSource();

	private final ConnectionProvider connections = ConnectionProvider.builder("test")
		.maxConnections(1)
		.pendingAcquireTimeout(Duration.ofSeconds(5))
		.build();

	private final OpenAiChatProvider provider = new OpenAiChatProvider(
			OpenAiSettings.compatible("test", this.server.uri(), OpenAiFixture.KEY, List.of("gpt-test")),
			TestHttp.client(this.connections), JsonMapper.shared(), this.time, Schedulers.parallel());

	@AfterEach
	void close() {
		this.server.close();
		this.connections.dispose();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					400 | {"error":{"message":"Unrecognized request argument supplied: stream_options"}}
					422 | {"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}
					400 | {"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options')}]"}
					422 | stream_options: unknown field
					""")
	void refusedOptionsAreLeftOutWithinTheSameCall(int status, String refusal) {
		refuseOptions(status, refusal);
		List<ChatCall> calls = new CopyOnWriteArrayList<>();
		CallObserver observer = new CallObserver(List.of(calls::add), CallObservation.Factory.NOOP,
				new ModelLabels(Map.of()), this.time);
		StepVerifier.create(new ObservedChatProvider(this.provider, observer).stream(REQUEST))
			.expectNext(new ChatChunk.Start("test", "c", "m"), new ChatChunk.TextDelta("Hi"),
					new ChatChunk.Finish(FinishReason.STOP, "stop", 0))
			.expectComplete()
			.verify(OpenAiFixture.SOON);
		assertThat(withOptions()).containsExactly(true, false);
		assertThat(this.server.requests().get(1).body()).contains("\"stream\":true", OpenAiFixture.PROMPT);
		assertThat(calls).singleElement().satisfies((call) -> assertThat(call.usage()).isNull());
	}

	@Test
	void refusalIsRememberedForAnHour() {
		refuseOptions(400, UNRECOGNIZED);
		stream();
		stream();
		assertThat(withOptions()).containsExactly(true, false, false);
		this.time.advance(Duration.ofMinutes(61));
		stream();
		stream();
		assertThat(withOptions()).containsExactly(true, false, false, true, false, false);
	}

	@Test
	void serverThatLearnedTheOptionsIsAskedForThemAgain() {
		refuseOptions(400, UNRECOGNIZED);
		stream();
		this.server.script((connection) -> connection.beginEvents().events(TEXT, FINISH, "[DONE]").end());
		this.time.advance(Duration.ofMinutes(61));
		stream();
		stream();
		assertThat(withOptions()).containsExactly(true, false, true, true);
	}

	@Test
	void refusalOfSomethingElseStandsAndIsNotRemembered() {
		this.server.script((connection) -> connection.respond(400, "application/json",
				"{\"error\":{\"message\":\"'messages' must not be empty\"}}"));
		failsWith(ErrorType.INVALID_REQUEST);
		assertThat(withOptions()).containsExactly(true);
	}

	@Test
	void secondRefusalStandsAndIsNotRemembered() {
		this.server.script((connection) -> connection.respond(400, "application/json", UNRECOGNIZED));
		failsWith(ErrorType.INVALID_REQUEST);
		failsWith(ErrorType.INVALID_REQUEST);
		assertThat(withOptions()).containsExactly(true, false, true, false);
	}

	@Test
	void optionsOfTheCallerAreHisToLeaveOut() {
		this.server.script((connection) -> connection.respond(400, "application/json", UNRECOGNIZED));
		ChatRequest request = ChatRequest.builder()
			.user(OpenAiFixture.PROMPT)
			.extra("stream_options", Map.of("include_usage", true))
			.build();
		StepVerifier.create(this.provider.stream(request))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, ErrorType.INVALID_REQUEST))
			.verify(OpenAiFixture.SOON);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void callThatIsCancelledAfterTheSecondRequestIsLeft() {
		CountDownLatch second = new CountDownLatch(1);
		this.server.script((connection) -> {
			if (lastHasOptions()) {
				connection.respond(400, "application/json", UNRECOGNIZED);
			}
			else {
				second.countDown();
				connection.awaitClosed();
			}
		});
		StepVerifier.create(this.provider.stream(REQUEST))
			.expectSubscription()
			.then(() -> await(second))
			.thenCancel()
			.verify(OpenAiFixture.SOON);
		assertThat(this.server.awaitClientClosed(OpenAiFixture.SOON)).isTrue();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void stream() {
		this.provider.stream(REQUEST).blockLast(OpenAiFixture.SOON);
	}

	private void failsWith(ErrorType type) {
		StepVerifier.create(this.provider.stream(REQUEST))
			.expectErrorSatisfies((failure) -> OpenAiFixture.check(failure, type))
			.verify(OpenAiFixture.SOON);
	}

	private void refuseOptions(int status, String refusal) {
		this.server.script((connection) -> {
			if (lastHasOptions()) {
				connection.respond(status, "application/json", refusal);
			}
			else {
				answer(connection);
			}
		});
	}

	private static void answer(ScriptedServer.Connection connection) throws IOException {
		connection.beginEvents().events(TEXT, FINISH, "[DONE]").end();
	}

	private boolean lastHasOptions() {
		List<Boolean> all = withOptions();
		return all.get(all.size() - 1);
	}

	private List<Boolean> withOptions() {
		return this.server.requests().stream().map((request) -> request.body().contains("stream_options")).toList();
	}

}
