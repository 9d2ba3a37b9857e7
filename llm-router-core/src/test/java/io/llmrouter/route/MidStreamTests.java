package io.llmrouter.route;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.llmrouter.call.Outcome;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens to a stream that breaks after its first content.
 */
class MidStreamTests extends RouteEngineFixture {

	private static final ChatChunk START = new ChatChunk.Start("alpha", "id-1", "m");

	private static Flux<ChatChunk> broken(String... texts) {
		return Flux.concat(Flux.just(START), Flux.fromArray(texts).map(ChatChunk.TextDelta::new),
				Flux.error(new IOException("reset")));
	}

	private static Flux<ChatChunk> stalled(String text) {
		return Flux.concat(Flux.just(START, new ChatChunk.TextDelta(text)), Flux.never());
	}

	@Test
	void sameAnswerOfTheNextCandidateGoesOn() {
		this.alpha.then(broken("Hel", "lo w"));
		this.beta.answers("He", "llo wor", "ld");
		verifyAnswer("Hello world");
		assertThat(lastRequest().outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(lastRequest().extraAttempts())
			.containsExactly(new ExtraAttempt(ExtraAttempt.Kind.FALLBACK, "alpha", ErrorType.STREAM_INTERRUPTED));
		assertThat(lastRequest().decision().attempts()).extracting(RoutingDecision.Attempt::kind)
			.containsExactly("first", "resume");
	}

	@Test
	void callerSeesOneStartAndOneFinish() {
		this.alpha.then(broken("Hel"));
		this.beta.answers("Hello");
		StepVerifier.create(this.engine.stream(REQUEST))
			.expectNext(START, new ChatChunk.TextDelta("Hel"), new ChatChunk.TextDelta("lo"),
					new ChatChunk.Finish(FinishReason.STOP, "stop", 0))
			.expectNextMatches((chunk) -> chunk instanceof ChatChunk.Usage)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void firstDifferenceEndsTheStreamWithWhatWasReceived() {
		this.alpha.then(broken("Hello w"));
		this.beta.then(Flux.concat(FakeProvider.answer("beta", "Hello", " there"), Flux.never()));
		fails(ErrorType.STREAM_INTERRUPTED, "Hello w");
		assertThat(this.beta.cancelled()).isEqualTo(1);
	}

	@Test
	void shorterAnswerIsADifferentOne() {
		this.alpha.then(broken("Hello w"));
		this.beta.answers("Hello");
		fails(ErrorType.STREAM_INTERRUPTED, "Hello w");
	}

	@Test
	void stallAfterContentIsResumedToo() {
		this.alpha.then(stalled("Hel"));
		this.beta.answers("Hello");
		StepVerifier.create(this.engine.stream(REQUEST).map(ChatChunk::text).reduce("", String::concat))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(16)))
			.expectNext("Hello")
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.alpha.cancelled()).isEqualTo(1);
	}

	@Test
	void secondBreakIsComparedWithAllThatWasShown() {
		RouteSettings settings = RouteSettings.defaults();
		Route route = new Route(Route.DEFAULT, (candidates, context) -> candidates,
				List.of(RouteCandidate.of("alpha"), RouteCandidate.of("beta"), RouteCandidate.of("alpha/a-1")),
				settings);
		this.engine = engine(new RouteTable(List.of(this.alpha, this.beta), List.of(route)),
				List.of(this.requests::add));
		this.alpha.then(broken("Hel")).answers("Hello world");
		this.beta.then(broken("Hello", " wo"));
		verifyAnswer("Hello world");
		assertThat(lastRequest().attempts()).isEqualTo(3);
	}

	@Test
	void nobodyLeftEndsTheStreamWithWhatWasReceived() {
		this.alpha.then(broken("Hel", "lo"));
		this.beta.fails(ErrorType.NOT_FOUND);
		fails(ErrorType.STREAM_INTERRUPTED, "Hello");
	}

	@Test
	void routeThatMustNotResumeFailsAtOnce() {
		this.engine = engine(RouteSettings.defaults().withMidStream(MidStream.FAIL));
		this.alpha.then(broken("Hel"));
		fails(ErrorType.STREAM_INTERRUPTED, "Hel");
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void toolCallCannotBeResumed() {
		this.alpha.then(Flux.concat(Flux.just(START, new ChatChunk.ToolCallDelta(0, "c", "f", "{", null)),
				Flux.error(new IOException("reset"))));
		fails(ErrorType.STREAM_INTERRUPTED, "");
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void deadlineInTheMiddleIsFinal() {
		this.engine = engine(new RouteSettings(4, Duration.ofSeconds(10), Duration.ofSeconds(10),
				Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(5)));
		this.alpha.then(stalled("Hel"));
		StepVerifier.create(this.engine.stream(REQUEST))
			.expectNextCount(2)
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(6)))
			.expectErrorSatisfies((failure) -> check(failure, ErrorType.DEADLINE_EXCEEDED, "Hel"))
			.verify(PATIENCE);
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void wholeAnswerOverAStreamRestartsWithoutATrace() {
		this.engine = engine(RouteSettings.defaults().withChatOverStream(true));
		this.alpha.then(broken("Hal"));
		this.beta.answers("Hel", "lo");
		StepVerifier.create(this.engine.chat(REQUEST)).assertNext((answer) -> {
			assertThat(answer.text()).isEqualTo("Hello");
			assertThat(answer.provider()).isEqualTo("beta");
			assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
			assertThat(answer.usage()).isNotNull();
			assertThat(answer.routing()).isNotNull();
			assertThat(answer.routing().attempts()).hasSize(2);
		}).expectComplete().verify(PATIENCE);
		assertThat(lastRequest().stream()).isFalse();
		assertThat(this.alpha.requests()).hasSize(1);
	}

	@Test
	void silentProviderOfAWholeAnswerOverAStreamIsLeftAfterTheFirstTokenTime() {
		this.engine = engine(RouteSettings.defaults().withChatOverStream(true));
		this.alpha.then(Flux.never());
		this.beta.answers("Hi");
		StepVerifier.create(this.engine.chat(REQUEST).map((answer) -> answer.text()))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(11)))
			.expectNext("Hi")
			.expectComplete()
			.verify(PATIENCE);
	}

	private void fails(ErrorType type, String received) {
		StepVerifier.create(this.engine.stream(REQUEST))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(3)))
			.thenConsumeWhile((chunk) -> true)
			.expectErrorSatisfies((failure) -> check(failure, type, received))
			.verify(PATIENCE);
	}

	private static void check(Throwable failure, ErrorType type, String received) {
		assertThat(failure).isInstanceOfSatisfying(RouteException.class, (told) -> {
			assertThat(told.errorType()).isEqualTo(type);
			assertThat(told.received()).isNotNull();
			assertThat(told.received().text()).isEqualTo(received);
			assertThat(told.received().finishReason()).isEqualTo(FinishReason.UNKNOWN);
			assertThat(told).hasMessageContaining("lost the answer in the middle");
			if (!received.isEmpty()) {
				assertThat(told.getMessage()).doesNotContain(received);
			}
		});
	}

}
