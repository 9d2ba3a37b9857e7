package io.llmrouter.route;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.llmrouter.call.Outcome;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class RouteEngineTests extends RouteEngineFixture {

	@Test
	void firstCandidateAnswers() {
		this.alpha.answers("Hi");
		verifyAnswer("Hi");
		assertThat(this.beta.requests()).isEmpty();
		assertThat(lastRequest().outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(lastRequest().route()).isEqualTo("default");
	}

	@Test
	void completeAnswerIsRoutedLikeAStream() {
		this.alpha.fails(ErrorType.NOT_FOUND);
		this.beta.answers("Hi", "!");
		StepVerifier.create(this.engine.chat(REQUEST).map(ChatResponse::text))
			.expectNext("Hi!")
			.expectComplete()
			.verify(PATIENCE);
		assertThat(lastRequest().stream()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVER_ERROR", "OVERLOADED", "CONNECTION", "TIMEOUT_CONNECT", "INVALID_RESPONSE" })
	void brokenCandidateIsRetriedOnceThenTheNextAnswers(ErrorType type) {
		this.alpha.fails(type);
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(2);
		assertThat(lastRequest().extraAttempts()).containsExactly(
				new ExtraAttempt(ExtraAttempt.Kind.RETRY, "alpha", type),
				new ExtraAttempt(ExtraAttempt.Kind.FALLBACK, "alpha", type));
	}

	@ParameterizedTest
	@EnumSource(names = { "INVALID_REQUEST", "UNSUPPORTED_FEATURE", "CONTEXT_LENGTH_EXCEEDED", "REQUEST_TOO_LARGE",
			"AUTHENTICATION", "PERMISSION_DENIED", "NOT_FOUND", "QUOTA_EXHAUSTED", "TIMEOUT_FIRST_TOKEN", "LOCAL_LIMIT",
			"OTHER" })
	void candidateThatCannotHelpIsLeftAtOnce(ErrorType type) {
		this.alpha.fails(type);
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(1);
	}

	@Test
	void providerWithAnotherKeyIsAskedAgainAndStaysInUse() {
		this.alpha.then(Flux.error(FakeProvider.keyRefused(true, null)))
			.then(Flux.error(FakeProvider.keyRefused(true, null)))
			.answers("Hi");
		verifyAnswer("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(4);
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void providerWithoutAnotherKeyIsLeftAloneUntilTheFirstIsFree() {
		this.alpha.then(Flux.error(FakeProvider.keyRefused(false, Duration.ofSeconds(20)))).answers("Hi");
		this.beta.answers("Ho");
		verifyAnswer("Ho");
		verifyAnswer("Ho");
		this.scheduler.advanceTimeBy(Duration.ofSeconds(20));
		verifyAnswer("Hi");
	}

	@Test
	void contentFilterEndsTheCall() {
		this.alpha.fails(ErrorType.CONTENT_FILTER);
		verifyFailure(REQUEST, (failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.CONTENT_FILTER));
		assertThat(this.beta.requests()).isEmpty();
		assertThat(lastRequest().errorType()).isEqualTo(ErrorType.CONTENT_FILTER);
	}

	@Test
	void nothingIsAskedAfterTheFirstContent() {
		this.engine = engine(RouteSettings.defaults().withMidStream(MidStream.FAIL));
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.TextDelta("Hal")), Flux.error(new IOException("reset"))));
		StepVerifier.create(this.engine.stream(REQUEST))
			.expectNext(new ChatChunk.TextDelta("Hal"))
			.expectErrorSatisfies((failure) -> assertThat(((LlmRouterException) failure).errorType())
				.isEqualTo(ErrorType.STREAM_INTERRUPTED))
			.verify(PATIENCE);
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void framesBeforeTheFirstContentAreNotShownTwice() {
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.Start("alpha", null, null)),
				Flux.error(FakeProvider.failure(ErrorType.NOT_FOUND))));
		this.beta.answers("Hi");
		StepVerifier.create(this.engine.stream(REQUEST).take(2))
			.expectNext(new ChatChunk.Start("beta", "id-beta", "echoed-model"), new ChatChunk.TextDelta("Hi"))
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void callerWhoGoesAwayCancelsTheProviderAndIsNeutral() {
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.TextDelta("Hal")), Flux.never()));
		StepVerifier.create(this.engine.stream(REQUEST)).expectNextCount(1).thenCancel().verify(PATIENCE);
		assertThat(this.alpha.cancelled()).isEqualTo(1);
		assertThat(lastRequest().outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(lastRequest().errorType()).isNull();
	}

	@Test
	void failingListenerHurtsNeitherCallNorOtherListeners() {
		Route route = new Route(Route.DEFAULT, new PriorityStrategy(), List.of(RouteCandidate.of("alpha")),
				RouteSettings.defaults());
		List<RoutedRequestListener> listeners = List.of((request) -> {
			throw new IllegalStateException("planned");
		}, this.requests::add);
		this.engine = engine(new RouteTable(List.of(this.alpha, this.beta), List.of(route)), listeners);
		this.alpha.answers("Hi");
		verifyAnswer("Hi");
		assertThat(this.requests).hasSize(1);
	}

	@Test
	void failureOfAllNamesEveryCandidateAndKeepsTheirFailures() {
		this.alpha.fails(ErrorType.NOT_FOUND);
		this.beta.fails(ErrorType.PERMISSION_DENIED);
		verifyFailure(REQUEST, (failure) -> {
			assertThat(failure).isInstanceOf(RouteException.class)
				.hasMessage("Route 'default' got no answer: 'alpha' failed with not_found, "
						+ "'beta' failed with permission_denied. planned not_found");
			assertThat(failure.errorType()).isEqualTo(ErrorType.NOT_FOUND);
			assertThat(failure.getCause()).hasMessage("planned not_found");
			assertThat(failure.getSuppressed()).hasSize(1);
		});
	}

	@Test
	void unknownNamesFailWithTheListOfKnownOnes() {
		verifyFailure(ChatRequest.builder().route("fast").user("Hello").build(),
				(failure) -> assertThat(failure).hasMessage("Route 'fast' does not exist; routes are 'default'"));
		assertThat(lastRequest().route()).isEqualTo("other");
		verifyFailure(ChatRequest.builder().provider("gamma").user("Hello").build(), (failure) -> assertThat(failure)
			.hasMessage("Provider 'gamma' does not exist; providers are 'alpha', 'beta'"));
		verifyFailure(REQUEST.withModel("x-9"),
				(failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.NO_CANDIDATE));
		assertThat(this.requests).extracting(RoutedRequest::errorType).containsOnly(ErrorType.NO_CANDIDATE);
	}

	@Test
	void requestMayNameAProviderOrAModel() {
		this.beta.answers("Hi");
		verifyAnswer(ChatRequest.builder().provider("beta").user("Hello").build(), "Hi");
		verifyAnswer(REQUEST.withModel("b-1"), "Hi");
		assertThat(this.beta.requests()).extracting(ChatRequest::model).containsExactly(null, "b-1");
		assertThat(this.alpha.requests()).isEmpty();
	}

	@Test
	void badRequestReachesNoProvider() {
		List<ChatRequest> bad = List.of(ChatRequest.builder().build(), ChatRequest.user(" "),
				ChatRequest.builder().user("Hello").maxOutputTokens(-1).build(),
				ChatRequest.builder().user("Hello").temperature(3.0).build(),
				ChatRequest.builder().user("Hello").timeout(Duration.ZERO).build());
		for (ChatRequest request : bad) {
			verifyFailure(request, (failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.INVALID_REQUEST));
		}
		assertThat(this.requests).hasSize(bad.size()).allMatch((request) -> request.attempts() == 0);
	}

	@Test
	void providerThatThrowsOrGivesNothingFailsLikeAnyOther() {
		this.alpha.then(Flux.error(new IllegalStateException("planned")));
		this.beta.then(Flux.empty());
		verifyFailure(REQUEST, (failure) -> {
			assertThat(failure).hasMessageContaining("'beta' failed with invalid_response");
			assertThat(failure.errorType()).isEqualTo(ErrorType.OTHER);
		});
	}

}
