package io.llmrouter.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.llmrouter.call.Listeners;
import io.llmrouter.call.OnceListener;
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
 * before it understood anything of an answer, or where its connection broke by itself,
 * which is rare. It may end otherwise than its server says only where the client gave up.
 * The number of calls is a system property, of which CI makes 100,000.
 */
class ExactlyOnceTests {

	private static final int CALLS = Integer.getInteger("llm-router.test.exact-calls", 20_000);

	private static final List<End> SEEN_BY_BOTH = List.of(End.COMPLETE, End.RATE_LIMITED, End.REFUSED, End.CUT,
			End.INTERRUPTED);

	private static final ResourceLeakDetector.Level LEAK_LEVEL = ResourceLeakDetector.getLevel();

	private static final Logger figures = LoggerFactory.getLogger("figures");

	/** They tell of failures to observe a call. */
	private static final List<ch.qos.logback.classic.Logger> OBSERVERS = Stream.of(OnceListener.class, Listeners.class)
		.map((type) -> (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(type))
		.toList();

	// It warns of each connection that is cut.
	private static final ch.qos.logback.classic.Logger client = (ch.qos.logback.classic.Logger) LoggerFactory
		.getLogger("reactor.netty.http.client.HttpClientConnect");

	private final ListAppender<ILoggingEvent> observing = new ListAppender<>();

	private Scene scene;

	// At the level of the other tests every buffer keeps the stacks of all who touch it,
	// which takes longer than the calls. Here every hundredth is watched.
	@BeforeEach
	void prepare() throws IOException {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
		client.setLevel(Level.ERROR);
		this.observing.start();
		OBSERVERS.forEach(this::listenTo);
		this.scene = new Scene(CALLS);
	}

	@AfterEach
	void close() throws IOException {
		ResourceLeakDetector.setLevel(LEAK_LEVEL);
		client.setLevel(null);
		OBSERVERS.forEach(this::leave);
		this.scene.close();
	}

	// Only the first failure of a process is a warning.
	private void listenTo(ch.qos.logback.classic.Logger observer) {
		observer.addAppender(this.observing);
		observer.setLevel(Level.DEBUG);
	}

	private void leave(ch.qos.logback.classic.Logger observer) {
		observer.detachAppender(this.observing);
		observer.setLevel(null);
	}

	@Test
	void everyCallIsCountedOnceAndNothingIsLeftBehind() {
		long begun = System.nanoTime();
		this.scene.play();
		long millis = (System.nanoTime() - begun) / 1_000_000;
		assertThat(this.scene.leftovers()).isEmpty();
		assertThat(this.scene.inFlightByTheRouter()).isNotEmpty().allMatch((inFlight) -> inFlight == 0);
		figures.info("{} calls in {} ms: {} attempts, {}", CALLS, millis, attempts(), this.scene.summary());
		assertThat(this.observing.list).as("failures to observe a call").extracting(ExactlyOnceTests::told).isEmpty();
		assertThat(this.scene.strange()).as("failures that no server is to blame for").isEmpty();
		everyAttemptHasItsRequest();
		metersAgreeWithTheLedger();
		statisticsAgreeWithMeters();
		requestsAgreeWithAttempts();
		requestsAgreeWithCallers();
		everyKindOfEndWasMet();
	}

	private static String told(ILoggingEvent event) {
		return event.getFormattedMessage()
				+ ((event.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(event.getThrowableProxy()) : "");
	}

	private void everyAttemptHasItsRequest() {
		List<String> wrong = new ArrayList<>();
		int exact = 0;
		int broken = 0;
		for (int call = 0; call < CALLS; call++) {
			for (int provider = 0; provider < Scene.NAMES.size(); provider++) {
				exact += isExact(call, provider) ? 1 : 0;
				broken += (difference(call, provider, End.CUT) < 0) ? 1 : 0;
				if (!agree(call, provider) && wrong.size() < 10) {
					wrong.add(this.scene.describe(call, provider));
				}
			}
		}
		assertThat(wrong).as("call, provider: asked; as the client says; as the server says").isEmpty();
		assertThat(broken).as("connections that broke before their server read a request").isLessThan(CALLS / 1_000);
		assertThat(exact).as("pairs of call and provider where nobody gave up").isGreaterThan(CALLS / 2);
	}

	private boolean isExact(int call, int provider) {
		int asked = this.scene.witness(provider).asked(call);
		return asked > 0 && givenUp(call, provider) == 0;
	}

	private int givenUp(int call, int provider) {
		Ledger attempts = this.scene.attempts();
		return attempts.count(call, provider, End.OPEN) + attempts.count(call, provider, End.BROKEN_OFF);
	}

	// Where nobody gave up and no connection broke these bounds leave one value only for
	// each count.
	private boolean agree(int call, int provider) {
		Ledger attempts = this.scene.attempts();
		int made = attempts.count(call, provider);
		int lost = made - this.scene.requests().count(call, provider);
		boolean agree = made == this.scene.witness(provider).asked(call) && lost >= 0
				&& lost <= attempts.count(call, provider, End.OPEN) + attempts.count(call, provider, End.CUT);
		for (End end : SEEN_BY_BOTH) {
			int difference = difference(call, provider, end);
			agree &= difference >= ((end == End.CUT) ? -lost : 0) && difference <= givenUp(call, provider);
		}
		return agree;
	}

	private int difference(int call, int provider, End end) {
		return this.scene.requests().count(call, provider, end) - this.scene.attempts().count(call, provider, end);
	}

	private void metersAgreeWithTheLedger() {
		for (int provider = 0; provider < Scene.NAMES.size(); provider++) {
			Ledger attempts = this.scene.attempts();
			for (End end : SEEN_BY_BOTH) {
				assertThat(metered(provider, (meter) -> endOf(meter) == end)).as("%s of %s", end, provider)
					.isEqualTo(attempts.sum(provider, end));
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
			for (End end : EnumSet.complementOf(EnumSet.of(End.STRANGE))) {
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
