package io.llmrouter.route;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import io.llmrouter.call.Outcome;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.testing.FakeProvider;
import io.llmrouter.testing.VirtualTimeSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class RouteEngineTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final ChatRequest REQUEST = ChatRequest.user("Hello");

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final FakeProvider alpha = new FakeProvider("alpha", "a-1");

	private final FakeProvider beta = new FakeProvider("beta", "b-1");

	private final List<RoutedRequest> requests = new ArrayList<>();

	private RouteEngine engine = engine(RouteSettings.defaults());

	private RouteEngine engine(RouteSettings settings) {
		Route route = new Route(Route.DEFAULT, new PriorityStrategy(),
				List.of(RouteCandidate.of("alpha"), RouteCandidate.of("beta")), settings);
		RouteTable table = new RouteTable(List.of(this.alpha, this.beta), List.of(route));
		return new RouteEngine(table, List.of((RoutedRequestListener) this.requests::add),
				new VirtualTimeSource(this.scheduler), this.scheduler, new Random(7));
	}

	@AfterEach
	void attemptsAreAccountedForAndNothingIsInFlight() {
		int attempts = this.alpha.requests().size() + this.beta.requests().size();
		assertThat(this.requests.stream().mapToInt(RoutedRequest::attempts).sum()).isEqualTo(attempts);
		long served = this.requests.stream().filter((request) -> request.attempts() > 0).count();
		int extra = this.requests.stream().mapToInt((request) -> request.extraAttempts().size()).sum();
		assertThat((long) attempts).isEqualTo(served + extra);
		assertThat(inFlight("alpha") + inFlight("beta")).isZero();
		this.scheduler.dispose();
	}

	private int inFlight(String provider) {
		return this.engine.states().of(RouteCandidate.of(provider)).inFlight();
	}

	private void verifyAnswer(String expected) {
		verifyAnswer(REQUEST, expected);
	}

	private void verifyAnswer(ChatRequest request, String expected) {
		StepVerifier.create(this.engine.stream(request).map(ChatChunk::text).reduce("", String::concat))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(3)))
			.expectNext(expected)
			.expectComplete()
			.verify(PATIENCE);
	}

	private void verifyFailure(ChatRequest request, Consumer<LlmRouterException> check) {
		StepVerifier.create(this.engine.stream(request))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(3)))
			.thenConsumeWhile((chunk) -> true)
			.expectErrorSatisfies((failure) -> check.accept((LlmRouterException) failure))
			.verify(PATIENCE);
	}

	private RoutedRequest lastRequest() {
		return this.requests.get(this.requests.size() - 1);
	}

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
	void contentFilterEndsTheCall() {
		this.alpha.fails(ErrorType.CONTENT_FILTER);
		verifyFailure(REQUEST, (failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.CONTENT_FILTER));
		assertThat(this.beta.requests()).isEmpty();
		assertThat(lastRequest().errorType()).isEqualTo(ErrorType.CONTENT_FILTER);
	}

	@Test
	void shortRetryAfterIsWaitedOutOnTheSameCandidate() {
		this.alpha.then(Flux.error(FakeProvider.rateLimited(Duration.ofSeconds(2)))).answers("Hi");
		StepVerifier.create(this.engine.stream(REQUEST).map(ChatChunk::text).reduce("", String::concat))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(1999)))
			.then(() -> assertThat(this.alpha.requests()).hasSize(1))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(1)))
			.expectNext("Hi")
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void shortRetryAfterIsWaitedOutOnlyOnce() {
		this.alpha.then(Flux.error(FakeProvider.rateLimited(Duration.ofMillis(500))));
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(2);
	}

	@Test
	void longRetryAfterCoolsTheCandidateDown() {
		this.alpha.then(Flux.error(FakeProvider.rateLimited(Duration.ofSeconds(30)))).answers("back");
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(1);
		this.scheduler.advanceTimeBy(Duration.ofSeconds(30));
		verifyAnswer("back");
	}

	@Test
	void rateLimitWithoutRetryAfterIsRetriedOnceAfterABackOff() {
		this.alpha.then(Flux.error(FakeProvider.rateLimited(null)));
		this.beta.answers("Hi");
		StepVerifier.create(this.engine.stream(REQUEST).map(ChatChunk::text).reduce("", String::concat))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(249)))
			.then(() -> assertThat(this.alpha.requests()).hasSize(1))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(600)))
			.expectNext("Hi")
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.alpha.requests()).hasSize(2);
	}

	@Test
	void failedCredentialCoolsAllModelsOfItsProvider() {
		this.alpha.fails(ErrorType.AUTHENTICATION).answers("never");
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		verifyFailure(ChatRequest.builder().provider("alpha").model("a-1").user("Hello").build(), (failure) -> {
			assertThat(failure.errorType()).isEqualTo(ErrorType.CIRCUIT_OPEN);
			assertThat(failure.details().retryAfter()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
			assertThat(failure).hasMessageContaining("'alpha/a-1' is cooling down");
		});
		assertThat(lastRequest().attempts()).isZero();
	}

	@Test
	void silentStreamIsLeftForTheNextCandidateAndNeverAskedAgain() {
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.Start("alpha", null, null)), Flux.never()));
		this.beta.answers("Hi");
		StepVerifier.create(this.engine.stream(REQUEST).map(ChatChunk::text).reduce("", String::concat))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(9_990)))
			.then(() -> assertThat(this.beta.requests()).isEmpty())
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(20)))
			.expectNext("Hi")
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.alpha.requests()).hasSize(1);
		assertThat(this.alpha.cancelled()).isEqualTo(1);
		assertThat(lastRequest().extraAttempts()).extracting(ExtraAttempt::cause)
			.containsExactly(ErrorType.TIMEOUT_FIRST_TOKEN);
	}

	@Test
	void lastCandidateIsGivenMoreTimeToItsFirstToken() {
		this.alpha.fails(ErrorType.NOT_FOUND);
		this.beta.then(Flux.never());
		StepVerifier.create(this.engine.stream(REQUEST))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(59)))
			.then(() -> assertThat(this.beta.cancelled()).isZero())
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(2)))
			.expectErrorSatisfies(
					(failure) -> assertThat(((LlmRouterException) failure).errorType()).isEqualTo(ErrorType.NOT_FOUND))
			.verify(PATIENCE);
	}

	@Test
	void nothingIsAskedAfterTheFirstContent() {
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.TextDelta("Hal")), Flux.error(new IOException("reset"))));
		StepVerifier.create(this.engine.stream(REQUEST))
			.expectNext(new ChatChunk.TextDelta("Hal"))
			.expectErrorSatisfies((failure) -> assertThat(((LlmRouterException) failure).errorType())
				.isEqualTo(ErrorType.STREAM_INTERRUPTED))
			.verify(PATIENCE);
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void stalledStreamEndsInATypedError() {
		this.alpha.then(Flux.concat(Flux.just(new ChatChunk.TextDelta("Hal")), Flux.never()));
		StepVerifier.create(this.engine.stream(REQUEST))
			.expectNextCount(1)
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(16)))
			.expectErrorSatisfies((failure) -> assertThat(((LlmRouterException) failure).errorType())
				.isEqualTo(ErrorType.TIMEOUT_IDLE))
			.verify(PATIENCE);
		assertThat(this.alpha.cancelled()).isEqualTo(1);
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
	void callerWhoGoesAwayDuringABackOffStartsNothingMore() {
		this.alpha.then(Flux.error(FakeProvider.rateLimited(Duration.ofSeconds(1))));
		StepVerifier.create(this.engine.stream(REQUEST)).thenCancel().verify(PATIENCE);
		this.scheduler.advanceTimeBy(Duration.ofSeconds(5));
		assertThat(this.alpha.requests()).hasSize(1);
	}

	@Test
	void deadlineHoldsForAllAttemptsTogether() {
		this.alpha.then(Flux.never());
		this.beta.then(Flux.never());
		ChatRequest hasty = ChatRequest.builder().user("Hello").timeout(Duration.ofSeconds(12)).build();
		StepVerifier.create(this.engine.stream(hasty))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofMillis(12_010)))
			.expectError(RouteException.class)
			.verify(PATIENCE);
		assertThat(this.beta.cancelled()).isEqualTo(1);
	}

	@Test
	void wholeAnswerThatDoesNotComeInTimeEndsTheCall() {
		this.alpha.then(Flux.never());
		ChatRequest hasty = ChatRequest.builder().user("Hello").timeout(Duration.ofSeconds(3)).build();
		StepVerifier.create(this.engine.chat(hasty))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(4)))
			.expectErrorSatisfies((failure) -> assertThat(((LlmRouterException) failure).errorType())
				.isEqualTo(ErrorType.DEADLINE_EXCEEDED))
			.verify(PATIENCE);
		assertThat(this.alpha.cancelled()).isEqualTo(1);
	}

	@Test
	void attemptsAreLimitedPerCall() {
		this.engine = engine(new RouteSettings(2, Duration.ofSeconds(10), Duration.ofSeconds(60),
				Duration.ofSeconds(120), Duration.ofSeconds(15), Duration.ofSeconds(600)));
		this.alpha.fails(ErrorType.SERVER_ERROR);
		verifyFailure(REQUEST, (failure) -> assertThat(failure).hasMessageContaining("attempts of the route"));
		assertThat(this.beta.requests()).isEmpty();
	}

	@Test
	void retryBudgetKeepsAFailingRouteFromMultiplyingItsCalls() {
		this.alpha.fails(ErrorType.SERVER_ERROR);
		this.beta.fails(ErrorType.SERVER_ERROR);
		for (int i = 0; i < 200; i++) {
			this.engine.stream(REQUEST).onErrorComplete().subscribe();
			this.scheduler.advanceTimeBy(Duration.ofMillis(200));
		}
		this.scheduler.advanceTimeBy(Duration.ofSeconds(3));
		int extra = this.requests.stream().mapToInt((request) -> request.extraAttempts().size()).sum();
		assertThat(extra).isBetween(60, 60 + 20 + 43);
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

	@Test
	void fiveFailuresInARowPutACandidateLast() {
		this.alpha.fails(ErrorType.OTHER);
		this.beta.answers("Hi");
		for (int i = 0; i < 6; i++) {
			verifyAnswer("Hi");
		}
		assertThat(this.alpha.requests()).hasSize(5);
		this.scheduler.advanceTimeBy(Duration.ofSeconds(15));
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(6);
	}

}
