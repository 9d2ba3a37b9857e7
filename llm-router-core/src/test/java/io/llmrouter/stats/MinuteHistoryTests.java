package io.llmrouter.stats;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.llmrouter.call.ChatCall;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.cost.Price;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MinuteHistoryTests {

	private static final TestCall CALL = TestCall.of("a", "m");

	private final TestTimeSource time = new TestTimeSource(Long.MAX_VALUE - 5_000, TestCall.START);

	private final ComparisonStatistics statistics = new ComparisonStatistics(this.time, 200, 20,
			new CallCosts((provider, model) -> "m".equals(model) ? Price.of(BigDecimal.ONE, BigDecimal.TEN) : null));

	@Test
	void minuteHasItsFigures() {
		end(CALL.lasting(100).streaming(20, 50).using(100, 10).succeeded(),
				CALL.lasting(300).streaming(40, 50).using(100, 10).succeeded(), CALL.failed(ErrorType.OVERLOADED),
				CALL.cancelled());
		MinuteFigures minute = minutes().get(0);
		assertThat(minute.start()).isEqualTo(TestCall.START);
		assertThat(List.of(minute.succeeded(), minute.failed(), minute.cancelled())).containsExactly(2L, 1L, 1L);
		assertThat(minute.p50Millis()).isCloseTo(200, within(4.0));
		assertThat(minute.p95Millis()).isCloseTo(290, within(6.0));
		assertThat(minute.timeToFirstTokenP95Millis()).isCloseTo(39, within(0.8));
		assertThat(minute.inputTokens()).isEqualTo(200);
		assertThat(minute.outputTokens()).isEqualTo(20);
		assertThat(minute.usd()).isEqualByComparingTo("0.0004");
	}

	@Test
	void whatIsNotKnownIsAbsent() {
		this.statistics.callEnded(TestCall.of("a", "unpriced").failed(ErrorType.CONNECTION));
		assertThat(minutes())
			.containsExactly(new MinuteFigures(TestCall.START, 0, 1, 0, null, null, null, null, null, null));
	}

	@Test
	void everyMinuteOfTheLastHourIsThereAndNoOther() {
		for (int minute = 0; minute < 100; minute++) {
			for (int call = 0; call <= minute; call++) {
				end(CALL.succeeded());
			}
			this.time.advance(Duration.ofMinutes(1));
		}
		List<MinuteFigures> minutes = minutes();
		assertThat(minutes).hasSize(59);
		for (int index = 0; index < 59; index++) {
			assertThat(minutes.get(index).succeeded()).isEqualTo(42 + index);
			assertThat(minutes.get(index).start()).isEqualTo(TestCall.START.plus(Duration.ofMinutes(41 + index)));
		}
	}

	@Test
	void minuteLeavesAfterAnHourWithoutFurtherCalls() {
		end(CALL.succeeded());
		this.time.advance(Duration.ofMinutes(60).minusNanos(1));
		assertThat(minutes()).hasSize(1);
		this.time.advance(Duration.ofNanos(1));
		assertThat(this.statistics.history(null, null)).isEmpty();
	}

	@Test
	void oldMinuteDoesNotHideANewerOneInItsPlace() {
		end(CALL.succeeded());
		this.time.advance(Duration.ofMinutes(60));
		end(CALL.succeeded(), CALL.succeeded());
		this.time.advance(Duration.ofMinutes(5));
		end(CALL.cancelled());
		assertThat(minutes()).extracting(MinuteFigures::succeeded).containsExactly(2L, 0L);
	}

	@Test
	void historyAgreesWithExactCountsAtAnyTime() {
		Random random = new Random(9);
		Map<Instant, Long> expected = new TreeMap<>();
		for (int call = 0; call < 5_000; call++) {
			this.time.advance(
					Duration.ofMillis((random.nextInt(50) == 0) ? random.nextInt(400_000) : random.nextInt(4_000)));
			end(CALL.succeeded());
			long minute = Duration.between(TestCall.START, this.time.now()).toMinutes();
			expected.merge(TestCall.START.plus(Duration.ofMinutes(minute)), 1L, Long::sum);
			if (call % 50 == 0) {
				Instant oldest = TestCall.START.plus(Duration.ofMinutes(minute - 59));
				Map<Instant, Long> shown = new TreeMap<>();
				minutes().forEach((figures) -> shown.put(figures.start(), figures.succeeded()));
				expected.keySet().removeIf((start) -> start.isBefore(oldest));
				assertThat(shown).isEqualTo(expected);
			}
		}
	}

	@Test
	void providerAndModelSelectHistories() {
		for (String name : List.of("b/m", "a/n", "a/m")) {
			String[] parts = name.split("/");
			end(TestCall.of(parts[0], parts[1]).succeeded());
		}
		this.statistics.callStarted(TestCall.of("idle", "m").start());
		assertThat(names(this.statistics.history(null, null))).containsExactly("a/m", "a/n", "b/m");
		assertThat(names(this.statistics.history("a", null))).containsExactly("a/m", "a/n");
		assertThat(names(this.statistics.history(null, "m"))).containsExactly("a/m", "b/m");
		assertThat(names(this.statistics.history("a", "m"))).containsExactly("a/m");
	}

	@Test
	void resetForgetsTheHistory() {
		end(CALL.succeeded());
		this.time.advance(Duration.ofSeconds(90));
		this.statistics.reset();
		assertThat(this.statistics.history(null, null)).isEmpty();
		end(CALL.succeeded());
		assertThat(minutes()).singleElement()
			.satisfies((minute) -> assertThat(minute.start()).isEqualTo(TestCall.START.plusSeconds(90)));
	}

	@Test
	void onlyTheWindowOfFiveMinutesKeepsMinutes() {
		SlidingWindow hour = new SlidingWindow(Window.ONE_HOUR);
		hour.record(0, CALL.succeeded(), 7, -1, 0);
		assertThat(hour.history(0, TestCall.START)).isEmpty();
	}

	private List<MinuteFigures> minutes() {
		List<MinuteHistory> histories = this.statistics.history(null, null);
		assertThat(histories).hasSize(1);
		return new ArrayList<>(histories.get(0).minutes());
	}

	private static List<String> names(List<MinuteHistory> histories) {
		return histories.stream().map((history) -> history.provider() + "/" + history.model()).toList();
	}

	private void end(ChatCall... calls) {
		for (ChatCall call : calls) {
			this.statistics.callStarted(call.start());
			this.statistics.callEnded(call);
		}
	}

}
