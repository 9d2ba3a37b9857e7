package io.llmrouter.route;

import java.time.Duration;
import java.util.Random;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.health.CandidateHealth;
import io.llmrouter.route.health.CandidateName;
import io.llmrouter.route.health.CircuitState;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthSettings;
import io.llmrouter.route.limit.LocalRateLimitStore;
import io.llmrouter.route.limit.ProviderLimiter;
import io.llmrouter.route.limit.RateLimits;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CandidateStateTests {

	private static final ChatRequest REQUEST = ChatRequest.user("Hello");

	private static final AttemptTraits STREAM = AttemptTraits.of(REQUEST, true);

	private final TestTimeSource time = new TestTimeSource();

	private final CandidateHealth health = new HealthRegistry(HealthSettings.defaults(), this.time, new Random(1))
		.of(new CandidateName("alpha", "a-1"));

	private final CandidateState state = new CandidateState(this.time, this.health,
			new ProviderLimiter("alpha", new RateLimits(null, null, 1, false), new LocalRateLimitStore(this.time)));

	private AttemptPermit permit() {
		Admission admission = this.state.admit(REQUEST, STREAM, Bypass.NONE);
		assertThat(admission).isInstanceOf(AttemptPermit.class);
		return (AttemptPermit) admission;
	}

	private Unready refusal(Bypass bypass) {
		Admission admission = this.state.admit(REQUEST, STREAM, bypass);
		assertThat(admission).isInstanceOf(Unready.class);
		return (Unready) admission;
	}

	private void halfOpen() {
		for (int i = 0; i < 5; i++) {
			permit().failed(ErrorType.SERVER_ERROR);
		}
		this.time.advance(Duration.ofSeconds(18));
	}

	@Test
	void openCircuitIsIgnoredWhereTheCallHasNoOtherChoice() {
		for (int i = 0; i < 5; i++) {
			permit().failed(ErrorType.SERVER_ERROR);
		}
		assertThat(refusal(Bypass.NONE).failing()).isTrue();
		assertThat(this.state.admit(REQUEST, STREAM, Bypass.FAILING)).isInstanceOf(AttemptPermit.class);
	}

	@Test
	void coolDownIsIgnoredOnlyWhereTheRouteTriesAnyway() {
		this.health.coolDown(ErrorDetails.of(ErrorType.QUOTA_EXHAUSTED), Duration.ofMinutes(5));
		assertThat(refusal(Bypass.FAILING)).satisfies((refusal) -> {
			assertThat(refusal.failing()).isFalse();
			assertThat(refusal.remaining()).isEqualTo(Duration.ofMinutes(5));
		});
		assertThat(this.state.admit(REQUEST, STREAM, Bypass.ALL)).isInstanceOf(AttemptPermit.class);
	}

	@Test
	void limitIsNeverIgnored() {
		permit();
		assertThat(refusal(Bypass.ALL).type()).isEqualTo(ErrorType.LOCAL_LIMIT);
		assertThat(this.state.inFlight()).isOne();
	}

	@Test
	void probeThatALimitForbidsIsGivenBack() {
		halfOpen();
		AttemptPermit first = permit();
		assertThat(refusal(Bypass.NONE).type()).isEqualTo(ErrorType.LOCAL_LIMIT);
		first.cancelled();
		assertThat(this.health.tryAcquire()).isNotNull();
		assertThat(this.health.tryAcquire()).isNotNull();
		assertThat(this.health.tryAcquire()).isNull();
	}

	@Test
	void probeOfACallerWhoGoesAwayIsGivenBack() {
		halfOpen();
		permit().cancelled();
		permit().firstContent(1);
		assertThat(this.health.circuit()).isEqualTo(CircuitState.HALF_OPEN);
		assertThat(this.health.tryAcquire()).isNotNull();
	}

	@Test
	void onlyStreamsWithoutReasoningAreComparable() {
		ChatRequest hard = ChatRequest.builder().user("Hello").reasoningEffort(ReasoningEffort.HIGH).build();
		ChatRequest plain = ChatRequest.builder().user("Hello").reasoningEffort(ReasoningEffort.NONE).build();
		assertThat(AttemptTraits.of(REQUEST, true).comparable()).isTrue();
		assertThat(AttemptTraits.of(plain, true).comparable()).isTrue();
		assertThat(AttemptTraits.of(REQUEST, false).comparable()).isFalse();
		assertThat(AttemptTraits.of(hard, true).comparable()).isFalse();
	}

}
