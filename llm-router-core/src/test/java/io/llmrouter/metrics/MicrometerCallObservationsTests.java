package io.llmrouter.metrics;

import java.util.stream.Stream;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
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
			.hasHighCardinalityKeyValue("attempt", "2");
	}

	@Test
	void unknownValuesAreAbsent() {
		start(Context.empty()).end(Calls.cancelled(START), null);
		assertThat(this.registry).hasSingleObservationThat()
			.hasLowCardinalityKeyValue("outcome", "cancelled")
			.hasLowCardinalityKeyValue("error_type", "none")
			.hasOnlyKeys("provider", "model", "stream", "outcome", "error_type", "route", "attempt");
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
