package io.llmrouter.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.llmrouter.call.ChatCall;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ComparisonStatisticsTests {

	private static final TestCall CALL = TestCall.of("openai", "gpt");

	private final TestTimeSource time = new TestTimeSource();

	private final ComparisonStatistics statistics = new ComparisonStatistics(this.time);

	@Test
	void nothingCalledGivesEmptyLists() {
		ComparisonSnapshot snapshot = this.statistics.compare(Window.FIVE_MINUTES);
		assertThat(snapshot.ranking()).isEmpty();
		assertThat(snapshot.providers()).isEmpty();
		assertThat(snapshot.window()).isEqualTo(Window.FIVE_MINUTES);
		assertThat(snapshot.generatedAt()).isEqualTo(this.time.now());
	}

	@Test
	void minimumAverageAndMaximumAreExact() {
		end(CALL.lasting(130).succeeded(), CALL.lasting(Duration.ofNanos(17_250_000)).succeeded(),
				CALL.lasting(999).succeeded());
		ProviderComparison.Latency latency = row().latencyMillis();
		assertThat(latency.min()).isEqualTo(17.25);
		assertThat(latency.average()).isEqualTo(382.083);
		assertThat(latency.max()).isEqualTo(999);
	}

	@Test
	void singleCallIsItsOwnDistribution() {
		end(CALL.lasting(137).streaming(41, 90).succeeded());
		assertThat(row().latencyMillis()).isEqualTo(new ProviderComparison.Latency(137, 137, 137, 137, 137, 137));
		assertThat(row().timeToFirstTokenMillis()).isEqualTo(new ProviderComparison.Latency(41, 41, 41, 41, 41, 41));
	}

	@Test
	void callOfNoDurationIsKnown() {
		end(CALL.lasting(0).succeeded());
		assertThat(row().latencyMillis()).isEqualTo(new ProviderComparison.Latency(0, 0, 0, 0, 0, 0));
	}

	@Test
	void callLongerThanTheHistogramKeepsItsMaximum() {
		end(CALL.lasting(Duration.ofHours(2)).succeeded());
		assertThat(row().latencyMillis().max()).isEqualTo(7_200_000);
		assertThat(row().latencyMillis().p50()).isEqualTo(7_200_000);
	}

	@Test
	void failuresAndCancelledCallsAreNotMixedIntoLatency() {
		end(CALL.lasting(500).succeeded(), CALL.lasting(1).streaming(1, 0).failed(ErrorType.RATE_LIMITED),
				CALL.lasting(90_000).streaming(80_000, 1).failed(ErrorType.TIMEOUT_IDLE),
				CALL.lasting(60_000).streaming(1, 1).cancelled());
		assertThat(row().latencyMillis()).isEqualTo(new ProviderComparison.Latency(500, 500, 500, 500, 500, 500));
		assertThat(row().timeToFirstTokenMillis()).isNull();
	}

	@Test
	void latencyIsUnknownWithoutSuccess() {
		end(CALL.using(10, 10).failed(ErrorType.SERVER_ERROR));
		assertThat(row().latencyMillis()).isNull();
		assertThat(row().timeToFirstTokenMillis()).isNull();
		assertThat(row().outputTokensPerSecond()).isNull();
		assertThat(row().successRate()).isZero();
	}

	@Test
	void callsAreCountedByOutcome() {
		end(CALL.succeeded(), CALL.succeeded(), CALL.succeeded(), CALL.failed(ErrorType.AUTHENTICATION),
				CALL.cancelled());
		assertThat(row().calls()).isEqualTo(new ProviderComparison.Calls(5, 3, 1, 1, 0));
		assertThat(row().successRate()).isEqualTo(0.75);
		assertThat(row().successRateInterval()).hasSize(2);
	}

	@Test
	void successRateIsUnknownWhenAllCallsWereCancelled() {
		end(CALL.cancelled());
		assertThat(row().calls()).isEqualTo(new ProviderComparison.Calls(1, 0, 0, 1, 0));
		assertThat(row().successRate()).isNull();
		assertThat(row().successRateInterval()).isNull();
	}

	@Test
	void errorsAreCountedByType() {
		for (ErrorType type : ErrorType.values()) {
			end(CALL.failed(type));
		}
		end(CALL.failed(ErrorType.RATE_LIMITED), CALL.failed(null));
		assertThat(row().calls().failed()).isEqualTo(ErrorType.values().length + 2);
		assertThat(row().errors()).hasSize(ErrorType.values().length)
			.containsEntry("rate_limited", 2L)
			.containsEntry("_OTHER", 2L)
			.containsEntry("timeout_connect", 1L);
	}

	@Test
	void errorsThatDidNotOccurAreAbsent() {
		end(CALL.succeeded(), CALL.failed(ErrorType.OVERLOADED));
		assertThat(row().errors()).isEqualTo(Map.of("overloaded", 1L));
	}

	@Test
	void onlyStreamsHaveTimeToFirstToken() {
		end(CALL.lasting(1_000).streaming(200, 700).succeeded(), CALL.lasting(3_000).streaming(400, 2_000).succeeded(),
				CALL.lasting(9_000).succeeded());
		ProviderComparison.Latency firstToken = row().timeToFirstTokenMillis();
		assertThat(firstToken.min()).isEqualTo(200);
		assertThat(firstToken.average()).isEqualTo(300);
		assertThat(firstToken.max()).isEqualTo(400);
	}

	@Test
	void tokensAreAveragedOverCallsThatReportedThem() {
		end(CALL.using(100, 50).succeeded(), CALL.using(200, 70).failed(ErrorType.STREAM_INTERRUPTED), CALL.succeeded(),
				CALL.using(0, 0).cancelled());
		assertThat(row().tokens()).isEqualTo(new ProviderComparison.Tokens(300L, 120L, 420L, 100.0, 40.0, 3));
	}

	@Test
	void tokensAreUnknownWhereNothingWasReported() {
		TokenUsage empty = new TokenUsage(null, null, null, null, null, false, null);
		TokenUsage estimate = new TokenUsage(7L, 7L, null, null, null, true, null);
		end(CALL.succeeded(), CALL.using(empty).succeeded(), CALL.using(estimate).succeeded());
		assertThat(row().tokens()).isEqualTo(new ProviderComparison.Tokens(null, null, null, null, null, 0));
		assertThat(row().outputTokensPerSecond()).isNull();
	}

	@Test
	void oneSideOfTheTokensMayBeUnknown() {
		TokenUsage inputOnly = new TokenUsage(30L, null, null, null, null, false, null);
		end(CALL.using(inputOnly).succeeded());
		assertThat(row().tokens()).isEqualTo(new ProviderComparison.Tokens(30L, null, null, 30.0, null, 1));
		end(CALL.using(10, 8).succeeded());
		assertThat(row().tokens()).isEqualTo(new ProviderComparison.Tokens(40L, 8L, 48L, 20.0, 8.0, 2));
	}

	@Test
	void throughputOfStreamsCountsTokensAfterTheFirst() {
		end(CALL.lasting(1_000).streaming(500, 400).using(1, 41).succeeded(),
				CALL.lasting(1_000).streaming(500, 600).using(1, 11).succeeded(),
				CALL.lasting(9_000).streaming(5, 8_000).using(1, 9_000).failed(ErrorType.STREAM_INTERRUPTED),
				CALL.lasting(10).using(1, 1_000).succeeded(), CALL.streaming(500, 400).succeeded());
		assertThat(row().outputTokensPerSecond()).isEqualTo(50);
	}

	@Test
	void throughputOfPlainCallsCountsTheWholeDuration() {
		end(CALL.lasting(1_500).using(1, 60).succeeded(), CALL.lasting(500).using(1, 20).succeeded(),
				CALL.lasting(500).succeeded(), CALL.lasting(500).streaming(20, 100).using(5, 1).succeeded());
		assertThat(row().outputTokensPerSecond()).isEqualTo(40);
	}

	@Test
	void firstAndLastCallAreTimedByTheirStart() {
		Instant start = this.time.now();
		ChatCall slow = CALL.startedAt(start).lasting(30_000).succeeded();
		ChatCall quick = CALL.startedAt(start.plusSeconds(5)).failed(ErrorType.CONNECTION);
		this.time.advance(Duration.ofSeconds(30));
		end(quick, slow);
		assertThat(row().firstCallAt()).isEqualTo(start);
		assertThat(row().lastCallAt()).isEqualTo(start.plusSeconds(5));
	}

	@Test
	void callsInFlightAreActiveUntilTheyEnd() {
		this.statistics.callStarted(CALL.start());
		this.statistics.callStarted(CALL.start());
		assertThat(row().calls()).isEqualTo(new ProviderComparison.Calls(0, 0, 0, 0, 2));
		assertThat(row().firstCallAt()).isNull();
		this.statistics.callEnded(CALL.succeeded());
		assertThat(row().calls()).isEqualTo(new ProviderComparison.Calls(1, 1, 0, 0, 1));
		this.statistics.callEnded(CALL.cancelled());
		assertThat(row().calls().active()).isZero();
	}

	@Test
	void resetForgetsFinishedCallsButNotThoseInFlight() {
		end(CALL.succeeded());
		this.statistics.callStarted(CALL.start());
		this.time.advance(Duration.ofSeconds(3));
		this.statistics.reset();
		assertThat(row().calls()).isEqualTo(new ProviderComparison.Calls(0, 0, 0, 0, 1));
		assertThat(this.statistics.compare(Window.ALL).since()).isEqualTo(this.time.now());
		this.statistics.callEnded(CALL.failed(ErrorType.OTHER));
		assertThat(row().calls()).isEqualTo(new ProviderComparison.Calls(1, 0, 1, 0, 0));
		this.statistics.reset();
		assertThat(this.statistics.compare(Window.ALL).ranking()).isEmpty();
	}

	@Test
	void monotonicClockMayHaveAnyOrigin() {
		TestTimeSource past = new TestTimeSource(Long.MAX_VALUE - 1_000, TestCall.START);
		ComparisonStatistics wrapping = new ComparisonStatistics(past);
		past.advance(Duration.ofSeconds(20));
		start(wrapping, CALL.succeeded());
		past.advance(Duration.ofSeconds(30));
		assertThat(wrapping.compare(Window.ONE_MINUTE).ranking()).hasSize(1);
		past.advance(Duration.ofSeconds(30));
		assertThat(wrapping.compare(Window.ONE_MINUTE).ranking()).isEmpty();
		assertThat(wrapping.compare(Window.ALL).ranking()).hasSize(1);
	}

	@Test
	void limitsBelowOneAreRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ComparisonStatistics(this.time, 0))
			.withMessage("Maximum number of pairs '0' is too small; allowed are 1 and more");
		assertThatIllegalArgumentException().isThrownBy(() -> new ComparisonStatistics(this.time, 5, 0))
			.withMessageContaining("samples '0'");
	}

	private ProviderComparison row() {
		ComparisonSnapshot snapshot = this.statistics.compare(Window.ALL);
		assertThat(snapshot.ranking()).hasSize(1);
		return snapshot.ranking().get(0);
	}

	private void end(ChatCall... calls) {
		for (ChatCall call : calls) {
			start(this.statistics, call);
		}
	}

	private static void start(ComparisonStatistics statistics, ChatCall call) {
		statistics.callStarted(call.start());
		statistics.callEnded(call);
	}

}
