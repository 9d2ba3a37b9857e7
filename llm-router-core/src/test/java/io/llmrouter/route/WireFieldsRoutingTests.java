package io.llmrouter.route;

import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.RoutingDecision;
import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WireFieldsRoutingTests extends RouteEngineFixture {

	private static final ChatRequest FOR_OPENAI = ChatRequest.builder()
		.user("Hello")
		.wireFields(new WireFields("openai", Map.of("logit_bias", Map.of("1", 2)), List.of("logit_bias")))
		.build();

	@Test
	void candidateThatUnderstandsTheFieldsAnswers() {
		this.alpha.speaks("anthropic");
		this.beta.speaks("openai").answers("Hi");
		verifyAnswer(FOR_OPENAI, "Hi");
		assertThat(this.alpha.requests()).isEmpty();
		assertThat(lastRequest().extraAttempts()).isEmpty();
		assertThat(lastRequest().decision().candidates()).extracting(RoutingDecision.Candidate::verdict)
			.containsExactly("asked", "unsupported_feature");
	}

	@Test
	void withoutSuchACandidateTheFieldIsRefusedByName() {
		this.alpha.speaks("anthropic");
		verifyFailure(FOR_OPENAI, (failure) -> {
			assertThat(failure.errorType()).isEqualTo(ErrorType.UNSUPPORTED_FEATURE);
			assertThat(failure).hasMessageContaining("'alpha' does not understand 'logit_bias' of the wire 'openai'")
				.hasMessageContaining("'beta' does not understand 'logit_bias'");
		});
		assertThat(lastRequest().attempts()).isZero();
	}

	@Test
	void plainRequestsGoToEveryCandidate() {
		this.alpha.speaks("anthropic").answers("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(1);
	}

}
