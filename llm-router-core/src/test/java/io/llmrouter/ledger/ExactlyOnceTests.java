package io.llmrouter.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;

import ch.qos.logback.classic.Level;
import io.llmrouter.metrics.MeterNames;
import io.llmrouter.stats.ProviderComparison;
import io.llmrouter.stats.Window;
import io.llmrouter.testing.Meters;
import io.micrometer.core.instrument.Meter;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Very many calls at once over real connections, with faults and with callers who leave:
 * what servers received, what meters, statistics and listeners say and what callers got
 * are the same, to the last call, and nothing is left behind.
 * <p>
 * Every request carries the number of its call, so that the books are compared for each
 * call and provider. An attempt may be without a request only where the client gave up
 * before it understood anything of an answer, and may end otherwise than its server says
 * only where the client gave up. The number of calls is a system property, of which CI
 * makes 100,000.
 */
class ExactlyOnceTests {

	private static final int CALLS = Integer.getInteger("llm-router.test.exact-calls", 20_000);

	private static final List<End> SEEN_BY_BOTH = List.of(End.COMPLETE, End.RATE_LIMITED, End.REFUSED, End.CUT,
			End.INTERRUPTED);

	private static final ResourceLeakDetector.Level LEAK_LEVEL = ResourceLeakDetector.getLevel();

	private static final Logger figures = LoggerFactory.getLogger("figures");

	// It warns of each connection that is cut.
	private static final ch.qos.logback.classic.Logger client = (ch.qos.logback.classic.Logger) LoggerFactory
		.getLogger("reactor.netty.http.client.HttpClientConnect");

	private Scene scene;

	// At the level of the other tests every buffer keeps the stacks of all who touch it,
	// which takes longer than the calls. Here every hundredth is watched.
	@BeforeEach
	void prepare() throws IOException {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
		client.setLevel(Level.ERROR);
		this.scene = new Scene(CALLS);
	}

	@AfterEach
	void close() throws IOException {
		ResourceLeakDetector.setLevel(LEAK_LEVEL);
		client.setLevel(null);
		this.scene.close();
	}

	@Test
	void everyCallIsCountedOnceAndNothingIsLeftBehind() {
		long begun = System.nanoTime();
		this.scene.play();
		long millis = (System.nanoTime() - begun) / 1_000_000;
		assertThat(this.scene.leftovers()).isEmpty();
		assertThat(this.scene.inFlightByTheRouter()).isNotEmpty().allMatch((inFlight) -> inFlight == 0);
		figures.info("{} calls in {} ms: {} attempts, {}", CALLS, millis, attempts(), this.scene.summary());
		assertThat(this.scene.strange()).as("failures that no server is to blame for").isEmpty();
		everyAttemptHasItsRequest();
		metersAgreeWithTheLedger();
		statisticsAgreeWithMeters();
		requestsAgreeWithAttempts();
		requestsAgreeWithCallers();
		everyKindOfEndWasMet();
	}

	private void everyAttemptHasItsRequest() {
		List<String> wrong = new ArrayList<>();
		int exact = 0;
		for (int call = 0; call < CALLS; call++) {
			for (int provider = 0; provider < Scene.NAMES.size(); provider++) {
				exact += isExact(call, provider) ? 1 : 0;
				if (!agree(call, provider) && wrong.size() < 10) {
					wrong.add(this.scene.describe(call, provider));
				}
			}
		}
		assertThat(wrong).as("call, provider: asked; as the client says; as the server says").isEmpty();
		assertThat(exact).as("pairs of call and provider where nobody gave up").isGreaterThan(CALLS / 2);
	}

	private boolean isExact(int call, int provider) {
		int asked = this.scene.witness(provider).asked(call);
		return asked > 0 && givenUp(call, provider) == 0;
	}

	private int givenUp(int call, int provider) {
		Ledger attempts = this.scene.attempts();
		return attempts.count(call, provider, End.OPEN) + attempts.count(call, provider, End.BROKEN_OFF)
				+ attempts.count(call, provider, End.UNCONNECTED);
	}

	// Where nobody gave up these bounds leave one value only for each count.
	private boolean agree(int call, int provider) {
		Ledger attempts = this.scene.attempts();
		Ledger requests = this.scene.requests();
		int made = attempts.count(call, provider);
		int received = requests.count(call, provider);
		boolean agree = made == this.scene.witness(provider).asked(call) && received <= made && received >= made
				- attempts.count(call, provider, End.OPEN) - attempts.count(call, provider, End.UNCONNECTED);
		for (End end : SEEN_BY_BOTH) {
			int difference = requests.count(call, provider, end) - attempts.count(call, provider, end);
			agree &= difference >= 0 && difference <= givenUp(call, provider);
		}
		return agree;
	}

	private void metersAgreeWithTheLedger() {
		for (int provider = 0; provider < Scene.NAMES.size(); provider++) {
			Ledger attempts = this.scene.attempts();
			for (End end : SEEN_BY_BOTH) {
				assertThat(metered(provider, (meter) -> endOf(meter) == end)).as("%s of %s", end, provider)
					.isEqualTo(attempts.sum(provider, end)
							+ ((end == End.CUT) ? attempts.sum(provider, End.UNCONNECTED) : 0));
			}
			assertThat(metered(provider, (meter) -> endOf(meter) == End.OPEN))
				.isEqualTo(attempts.sum(provider, End.OPEN) + attempts.sum(provider, End.BROKEN_OFF));
			assertThat(metered(provider, (meter) -> true)).isEqualTo(this.scene.witness(provider).asked());
		}
		Meters.checkInvariant(this.scene.registry());
	}

	private void statisticsAgreeWithMeters() {
		List<ProviderComparison> rows = this.scene.statistics().compare(Window.ALL).providers();
		assertThat(rows).hasSameSizeAs(Scene.NAMES);
		for (ProviderComparison row : rows) {
			int provider = Scene.NAMES.indexOf(row.provider());
			assertThat(row.calls()).isEqualTo(new ProviderComparison.Calls(metered(provider, (meter) -> true),
					metered(provider, outcome("success")), metered(provider, outcome("error")),
					metered(provider, outcome("cancelled")), 0));
		}
	}

	private void requestsAgreeWithAttempts() {
		RequestCounts requests = this.scene.requestCounts();
		assertThat(requests.requests()).isEqualTo(CALLS);
		assertThat(requests.attempts()).isEqualTo(attempts());
		for (int provider = 0; provider < Scene.NAMES.size(); provider++) {
			assertThat(requests.attempts(Scene.NAMES.get(provider))).isEqualTo(this.scene.witness(provider).asked());
		}
		assertThat(requests.attempts()).isEqualTo(requests.requests() - requests.rejected() + requests.extra());
		assertThat(count(MeterNames.RETRIES) + count(MeterNames.FALLBACKS) + count(MeterNames.HEDGES))
			.isEqualTo(requests.extra());
		assertThat(count(MeterNames.REJECTED)).isEqualTo(requests.rejected());
	}

	private void requestsAgreeWithCallers() {
		Callers callers = this.scene.callers();
		assertThat(callers.unheard()).as("callers to whom nothing happened").isZero();
		assertThat(count(MeterNames.REQUEST)).isEqualTo(CALLS);
		for (Callers.Fate fate : Callers.Fate.values()) {
			assertThat(Meters.count(this.scene.registry(), MeterNames.REQUEST, outcome(fate.outcome()))).as("%s", fate)
				.isBetween(callers.only(fate), callers.only(fate) + callers.contested(fate));
		}
		assertThat(callers.contested()).as("calls that ended while their caller left").isLessThan(CALLS / 10);
	}

	private void everyKindOfEndWasMet() {
		for (int provider = 0; provider < Scene.NAMES.size(); provider++) {
			for (End end : EnumSet.complementOf(EnumSet.of(End.STRANGE, End.UNCONNECTED))) {
				assertThat(this.scene.attempts().sum(provider, end)).as("%s of %s", end, provider).isPositive();
			}
		}
		assertThat(List.of(MeterNames.RETRIES, MeterNames.FALLBACKS, MeterNames.HEDGES, MeterNames.REJECTED))
			.allMatch((name) -> count(name) > 0);
	}

	private long attempts() {
		return count(MeterNames.ATTEMPT);
	}

	private long count(String name) {
		return Meters.count(this.scene.registry(), name);
	}

	private long metered(int provider, Predicate<Meter> filter) {
		return Meters.count(this.scene.registry(), MeterNames.ATTEMPT,
				Meters.tag(MeterNames.PROVIDER, Scene.NAMES.get(provider)).and(filter));
	}

	private static End endOf(Meter meter) {
		return End.of(String.valueOf(meter.getId().getTag(MeterNames.OUTCOME)),
				meter.getId().getTag(MeterNames.ERROR_TYPE));
	}

	private static Predicate<Meter> outcome(String code) {
		return Meters.tag(MeterNames.OUTCOME, code);
	}

}
