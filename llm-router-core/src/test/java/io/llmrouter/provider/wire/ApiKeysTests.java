package io.llmrouter.provider.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.testing.TestTimeSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ApiKeysTests {

	private final TestTimeSource time = new TestTimeSource(Long.MAX_VALUE - 1, new TestTimeSource().now());

	private final ApiKeys keys = new ApiKeys(List.of("a", "b", "c"), this.time);

	@Test
	void keysAreUsedInTurn() {
		assertThat(next(7)).containsExactly("a", "b", "c", "a", "b", "c", "a");
	}

	@Test
	void providerWithoutKeyIsAskedWithout() {
		ApiKeys none = new ApiKeys(List.of(" "), this.time);
		assertThat(none.next().value()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "PERMISSION_DENIED", "QUOTA_EXHAUSTED" })
	void refusedKeyIsSetAsideForMinutes(ErrorType type) {
		ProviderException failure = fail("a", type, null);
		assertThat(failure).hasMessage("planned (key 1 of 3)");
		assertThat(failure.details().otherKey()).isTrue();
		assertThat(next(4)).containsExactly("b", "c", "b", "c");
		this.time.advance(Duration.ofMinutes(5));
		assertThat(next(3)).containsExactly("a", "b", "c");
	}

	@Test
	void rateLimitedKeyIsSetAsideAsLongAsAsked() {
		fail("a", ErrorType.RATE_LIMITED, Duration.ofSeconds(30));
		fail("b", ErrorType.RATE_LIMITED, null);
		assertThat(next(2)).containsExactly("c", "c");
		this.time.advance(Duration.ofSeconds(5));
		assertThat(next(2)).containsExactly("b", "c");
		this.time.advance(Duration.ofSeconds(25));
		assertThat(next(3)).containsExactly("a", "b", "c");
	}

	@Test
	void noKeyIsSetAsideForLongerThanAnHour() {
		fail("a", ErrorType.QUOTA_EXHAUSTED, Duration.ofDays(30));
		this.time.advance(Duration.ofHours(1));
		assertThat(next(3)).containsExactly("b", "c", "a");
	}

	@Test
	void laterEndOfTwoPausesCounts() {
		ApiKeys.Key key = this.keys.next();
		fail(key, ErrorType.AUTHENTICATION, null);
		fail(key, ErrorType.RATE_LIMITED, null);
		this.time.advance(Duration.ofSeconds(6));
		assertThat(next(4)).containsExactly("b", "c", "b", "c");
	}

	@Test
	void whereAllAreSetAsideTheOneThatIsFreeSoonestIsUsed() {
		fail("a", ErrorType.AUTHENTICATION, null);
		fail("b", ErrorType.RATE_LIMITED, Duration.ofSeconds(20));
		ProviderException last = fail("c", ErrorType.QUOTA_EXHAUSTED, Duration.ofSeconds(50));
		assertThat(last.details().otherKey()).isFalse();
		assertThat(last.details().retryAfter()).isEqualTo(Duration.ofSeconds(20));
		assertThat(next(3)).containsExactly("b", "b", "b");
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTHENTICATION", "PERMISSION_DENIED", "QUOTA_EXHAUSTED", "RATE_LIMITED" },
			mode = EnumSource.Mode.EXCLUDE)
	void otherFailuresSayNothingAboutTheKey(ErrorType type) {
		ProviderException failure = fail("a", type, null);
		assertThat(failure).hasMessage("planned");
		assertThat(failure.details().otherKey()).isFalse();
		assertThat(next(3)).containsExactly("b", "c", "a");
	}

	@Test
	void onlyKeyIsNeverSetAside() {
		ApiKeys.Key only = new ApiKeys(List.of("a"), this.time).next();
		ProviderException failure = fail(only, ErrorType.AUTHENTICATION, null);
		assertThat(failure).hasMessage("planned");
		assertThat(failure.details().otherKey()).isFalse();
	}

	@Test
	void failureOfAStreamCountsToo() {
		Flux<String> failing = this.keys.next().watch(Flux.error(failure(ErrorType.AUTHENTICATION, null)));
		assertThat(catchThrowableOfType(ProviderException.class, failing::blockLast))
			.hasMessage("planned (key 1 of 3)");
		assertThat(next(2)).containsExactly("b", "c");
	}

	@Test
	void noKeyStandsInAText() {
		ApiKeys.Key key = this.keys.next();
		assertThat(this.keys + " " + key).isEqualTo("ApiKeys[3] Key");
	}

	@Test
	void threadsShareTheTurns() throws InterruptedException {
		Map<String, AtomicInteger> used = new ConcurrentHashMap<>();
		int threads = 4;
		CountDownLatch done = new CountDownLatch(threads);
		for (int i = 0; i < threads; i++) {
			new Thread(() -> {
				for (int k = 0; k < 3_000; k++) {
					String value = String.valueOf(this.keys.next().value());
					used.computeIfAbsent(value, (key) -> new AtomicInteger()).incrementAndGet();
				}
				done.countDown();
			}).start();
		}
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(used.values()).extracting(AtomicInteger::get).containsExactly(4_000, 4_000, 4_000);
	}

	private List<String> next(int count) {
		List<String> values = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			values.add(String.valueOf(this.keys.next().value()));
		}
		return values;
	}

	private ProviderException fail(String value, ErrorType type, @Nullable Duration retryAfter) {
		ApiKeys.Key key = this.keys.next();
		assertThat(key.value()).isEqualTo(value);
		return fail(key, type, retryAfter);
	}

	private static ProviderException fail(ApiKeys.Key key, ErrorType type, @Nullable Duration retryAfter) {
		Mono<String> failing = key.watch(Mono.error(failure(type, retryAfter)));
		return catchThrowableOfType(ProviderException.class, failing::block);
	}

	private static ProviderException failure(ErrorType type, @Nullable Duration retryAfter) {
		return new ProviderException("planned", ErrorDetails.of(type).answered(429, null, null, retryAfter));
	}

}
