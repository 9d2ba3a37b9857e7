package io.llmrouter.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

class MicrometerCallObservationsTests {

	private static final StartedCall START = Calls.started("openai", "gpt-5-mini", true);

	private static final StartedCall EMBEDDINGS = new StartedCall("openai", "embed-1", "embed-1", false, null, 1,
			Instant.EPOCH, CallOperation.EMBEDDINGS);

	private static final TokenUsage USAGE = new TokenUsage(7L, null, null, null, null, false, null);

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final MicrometerCallObservations observations = new MicrometerCallObservations(this.registry, null);

	@Test
	void observationHasNameOfAttemptAndContextualNameOfModel() {
		start(Context.empty()).end(Calls.succeeded(START, null), null);
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("llm.router.attempt")
			.hasContextualNameEqualTo("chat gpt-5-mini")
			.hasBeenStopped();
	}

	@Test
	void successHasErrorTypeNone() {
		start(Context.empty()).end(Calls.succeeded(START, null), null);
		assertThat(this.registry).hasSingleObservationThat()
			.doesNotHaveError()
			.hasLowCardinalityKeyValue("provider", "openai")
			.hasLowCardinalityKeyValue("model", "gpt-5-mini")
			.hasLowCardinalityKeyValue("stream", "true")
			.hasLowCardinalityKeyValue("outcome", "success")
			.hasLowCardinalityKeyValue("error_type", "none");
	}

	@Test
	void answerIsDescribedToSpansOnly() {
		start(Context.empty()).end(Calls.succeeded(START, TokenUsage.of(12, 34)), null);
		assertThat(this.registry).hasSingleObservationThat()
			.hasHighCardinalityKeyValue("response_model", "gpt-5-mini-2026-01-01")
			.hasHighCardinalityKeyValue("response_id", "resp-1")
			.hasHighCardinalityKeyValue("finish_reason", "stop")
			.hasHighCardinalityKeyValue("input_tokens", "12")
			.hasHighCardinalityKeyValue("output_tokens", "34")
			.hasHighCardinalityKeyValue("route", "default")
			.hasHighCardinalityKeyValue("gen_ai.operation.name", "chat")
			.hasHighCardinalityKeyValue("attempt", "2");
	}

	@Test
	void tagsOfOnesOwnAreKnownFromTheStart() {
		StartedCall tagged = START.withTags(Map.of("team", "search"));
		CallObservation observation = this.observations.start(tagged, ChatRequest.user("hi"), Context.empty());
		assertThat(this.registry).hasSingleObservationThat().hasLowCardinalityKeyValue("team", "search");
		observation.end(Calls.succeeded(tagged, null), null);
		assertThat(this.registry).hasSingleObservationThat().hasLowCardinalityKeyValue("team", "search");
	}

	@Test
	void unknownValuesAreAbsent() {
		start(Context.empty()).end(Calls.cancelled(START), null);
		assertThat(this.registry).hasSingleObservationThat()
			.hasLowCardinalityKeyValue("outcome", "cancelled")
			.hasLowCardinalityKeyValue("error_type", "none")
			.hasOnlyKeys("provider", "model", "stream", "outcome", "error_type", "route", "attempt",
					"gen_ai.operation.name");
	}

	@Test
	void spanDetailsCanBeSpared() {
		MicrometerCallObservations plain = new MicrometerCallObservations(this.registry, null, false);
		plain.start(START, ChatRequest.user("hi"), Context.empty()).end(Calls.succeeded(START, null), null);
		assertThat(this.registry).hasSingleObservationThat()
			.hasOnlyKeys("provider", "model", "stream", "outcome", "error_type");
	}

	@Test
	void failureIsTheErrorOfTheObservation() {
		ProviderException failure = new ProviderException("slow down", ErrorDetails.of(ErrorType.RATE_LIMITED));
		start(Context.empty()).end(Calls.failed(START, ErrorType.RATE_LIMITED), failure);
		assertThat(this.registry).hasSingleObservationThat()
			.hasError(failure)
			.hasLowCardinalityKeyValue("outcome", "error")
			.hasLowCardinalityKeyValue("error_type", "rate_limited");
	}

	@Test
	void failureOfCancelledCallIsNoError() {
		start(Context.empty()).end(Calls.cancelled(START), new IllegalStateException("late"));
		assertThat(this.registry).hasSingleObservationThat().doesNotHaveError().hasBeenStopped();
	}

	@Test
	void parentComesFromTheReactorContext() {
		Observation current = Observation.start("current", this.registry);
		Observation parent = Observation.start("parent", this.registry);
		current
			.scoped(() -> start(Context.of("micrometer.observation", parent)).end(Calls.succeeded(START, null), null));
		assertThat(this.registry).hasObservationWithNameEqualTo("llm.router.attempt")
			.that()
			.hasParentObservationEqualTo(parent);
	}

	@Test
	void parentIsTheCurrentObservationWhereTheContextHasNone() {
		Observation current = Observation.start("current", this.registry);
		current.scoped(() -> start(Context.empty()).end(Calls.succeeded(START, null), null));
		assertThat(this.registry).hasObservationWithNameEqualTo("llm.router.attempt")
			.that()
			.hasParentObservationEqualTo(current);
	}

	@Test
	void observationIsTheParentOfWhatHappensWithin() {
		CallObservation observation = start(Context.empty());
		Observation within = observation.addTo(Context.of("key", "value")).get("micrometer.observation");
		assertThat(within.getContext()).isInstanceOf(ChatCallObservationContext.class);
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void registryWithoutHandlersIsNotUsed() {
		MicrometerCallObservations unused = new MicrometerCallObservations(ObservationRegistry.create(), null);
		assertThat(unused.start(START, ChatRequest.user("hi"), Context.empty())).isSameAs(CallObservation.NOOP);
	}

	@Test
	void switchedOffObservationLeavesTheParentInPlace() {
		this.registry.observationConfig().observationPredicate((name, context) -> !name.equals("llm.router.attempt"));
		Context context = Context.of("micrometer.observation", Observation.NOOP);
		assertThat(start(context).addTo(context)).isSameAs(context);
	}

	@Test
	void conventionOfTheUserReplacesTheDefault() {
		MicrometerCallObservations custom = new MicrometerCallObservations(this.registry, new RenamedConvention());
		custom.start(START, ChatRequest.user("hi"), Context.empty()).end(Calls.succeeded(START, null), null);
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("acme.llm")
			.hasLowCardinalityKeyValue("team", "search");
	}

	@Test
	void globalConventionReplacesTheDefault() {
		this.registry.observationConfig().observationConvention(new GlobalConvention());
		start(Context.empty()).end(Calls.succeeded(START, null), null);
		assertThat(this.registry).hasSingleObservationThat().hasNameEqualTo("acme.llm");
	}

	@Test
	void onlyTagsOfTheStartReachTheTimerOfCallsInFlight() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		this.registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		CallObservation observation = start(Context.empty());
		assertThat(meters.get("llm.router.attempt.active")
			.tags("provider", "openai", "model", "gpt-5-mini", "stream", "true")
			.longTaskTimer()
			.activeTasks()).isOne();
		observation.end(Calls.failed(START, ErrorType.OVERLOADED), null);
		assertThat(meters.get("llm.router.attempt.active").longTaskTimer().activeTasks()).isZero();
		assertThat(meters.get("llm.router.attempt.active").longTaskTimer().getId().getTags()).hasSize(3);
	}

	@Test
	void documentationHoldsTheKeysOfTheDefaultConvention() {
		ChatCallObservationDocumentation documented = ChatCallObservationDocumentation.CHAT_CALL;
		assertThat(documented.getDefaultConvention()).isEqualTo(DefaultChatCallObservationConvention.class);
		start(Context.empty()).end(Calls.succeeded(START, TokenUsage.of(12, 34)), null);
		assertThat(this.registry).hasSingleObservationThat()
			.hasOnlyKeys(Stream.of(documented.getLowCardinalityKeyNames(), documented.getHighCardinalityKeyNames())
				.flatMap(Stream::of)
				.map(KeyName::asString)
				.toArray(String[]::new));
	}

	@Test
	void embeddingsHaveAnObservationOfTheirOwn() {
		Observation parent = Observation.start("parent", this.registry);
		startEmbeddings(Context.of("micrometer.observation", parent)).end(Calls.succeeded(EMBEDDINGS, USAGE), null);
		assertThat(this.registry).doesNotHaveAnyRemainingCurrentObservation()
			.hasObservationWithNameEqualTo("llm.router.embeddings")
			.that()
			.hasContextualNameEqualTo("embeddings embed-1")
			.hasParentObservationEqualTo(parent)
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("provider", "openai")
			.hasLowCardinalityKeyValue("model", "embed-1")
			.hasLowCardinalityKeyValue("outcome", "success")
			.hasLowCardinalityKeyValue("error_type", "none")
			.hasHighCardinalityKeyValue("gen_ai.operation.name", "embeddings")
			.hasHighCardinalityKeyValue("input_tokens", "7")
			.hasHighCardinalityKeyValue("response_id", "resp-1");
	}

	@Test
	void failureOfEmbeddingsIsTheErrorOfTheObservation() {
		ProviderException failure = new ProviderException("slow down", ErrorDetails.of(ErrorType.RATE_LIMITED));
		startEmbeddings(Context.empty()).end(Calls.failed(EMBEDDINGS, ErrorType.RATE_LIMITED), failure);
		assertThat(this.registry).hasSingleObservationThat()
			.hasError(failure)
			.hasLowCardinalityKeyValue("outcome", "error")
			.hasLowCardinalityKeyValue("error_type", "rate_limited");
	}

	@Test
	void conventionOfChatCallsDoesNotNameEmbeddings() {
		this.registry.observationConfig().observationConvention(new GlobalConvention());
		MicrometerCallObservations custom = new MicrometerCallObservations(this.registry, new RenamedConvention());
		custom.start(EMBEDDINGS, EmbeddingRequest.of("hi"), Context.empty())
			.end(Calls.succeeded(EMBEDDINGS, null), null);
		assertThat(this.registry).hasSingleObservationThat().hasNameEqualTo("llm.router.embeddings");
	}

	@Test
	void embeddingsInFlightAreCounted() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		this.registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		CallObservation observation = startEmbeddings(Context.empty());
		assertThat(meters.get("llm.router.embeddings.active")
			.tags("provider", "openai", "model", "embed-1")
			.longTaskTimer()
			.activeTasks()).isOne();
		observation.end(Calls.failed(EMBEDDINGS, ErrorType.OVERLOADED), null);
		assertThat(meters.get("llm.router.embeddings.active").longTaskTimer().activeTasks()).isZero();
		assertThat(meters.find("llm.router.attempt").timer()).isNull();
	}

	@Test
	void spanDetailsOfEmbeddingsCanBeSpared() {
		new MicrometerCallObservations(this.registry, null, false)
			.start(EMBEDDINGS, EmbeddingRequest.of("hi"), Context.empty())
			.end(Calls.succeeded(EMBEDDINGS, USAGE), null);
		assertThat(this.registry).hasSingleObservationThat().hasOnlyKeys("provider", "model", "outcome", "error_type");
	}

	@Test
	void embeddingsWithoutObserversAreNotObserved() {
		MicrometerCallObservations unused = new MicrometerCallObservations(ObservationRegistry.create(), null);
		assertThat(unused.start(EMBEDDINGS, EmbeddingRequest.of("hi"), Context.empty())).isSameAs(CallObservation.NOOP);
		this.registry.observationConfig()
			.observationPredicate((name, context) -> !name.equals("llm.router.embeddings"));
		assertThat(startEmbeddings(Context.empty())).isSameAs(CallObservation.NOOP);
	}

	@Test
	void documentationHoldsTheKeysOfEmbeddings() {
		ChatCallObservationDocumentation documented = ChatCallObservationDocumentation.EMBEDDING_CALL;
		assertThat(documented.getDefaultConvention()).isEqualTo(EmbeddingCallObservationConvention.class);
		ChatCall call = new ChatCall(EMBEDDINGS, Duration.ofMillis(5), null, null, 0, Outcome.SUCCESS, null, null,
				"resp-1", "echoed", null, USAGE);
		startEmbeddings(Context.empty()).end(call, null);
		assertThat(this.registry).hasSingleObservationThat()
			.hasOnlyKeys(Stream.of(documented.getLowCardinalityKeyNames(), documented.getHighCardinalityKeyNames())
				.flatMap(Stream::of)
				.map(KeyName::asString)
				.toArray(String[]::new));
	}

	private CallObservation startEmbeddings(Context context) {
		return this.observations.start(EMBEDDINGS, EmbeddingRequest.of("hi"), context);
	}

	private CallObservation start(Context context) {
		return this.observations.start(START, ChatRequest.user("hi"), context);
	}

	static class RenamedConvention extends DefaultChatCallObservationConvention {

		@Override
		public String getName() {
			return "acme.llm";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(ChatCallObservationContext context) {
			return super.getLowCardinalityKeyValues(context).and("team", "search");
		}

	}

	static class GlobalConvention extends RenamedConvention
			implements GlobalObservationConvention<ChatCallObservationContext> {

	}

}
