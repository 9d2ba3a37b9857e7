package io.llmrouter.autoconfigure.provider;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.route.limit.ProviderLimiter;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.limit.RateBucket;
import io.llmrouter.route.limit.RateLimitStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Limits of providers made from properties.
 */
class ProviderRateLimitTests extends ProviderFixture {

	private static void assertAnswered(ApplicationContext context) {
		assertThat(context.getBean(LlmRouter.class).chat(REQUEST).blockOptional(PATIENCE)).isPresent();
	}

	private static void assertLimited(ApplicationContext context, String limit) {
		assertThatExceptionOfType(LlmRouterException.class)
			.isThrownBy(() -> context.getBean(LlmRouter.class).chat(REQUEST).block(PATIENCE))
			.withMessageContaining("'p' has reached its limit of " + limit)
			.satisfies((failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.LOCAL_LIMIT));
	}

	@ParameterizedTest
	@MethodSource("types")
	void requestsPerMinuteAreLimited(String type) {
		this.upstream.answerWhole(WireSample.of(type).answer("Hi"));
		runner(type, "rate-limits.requests-per-minute=1").run((context) -> {
			assertAnswered(context);
			assertLimited(context, "requests per minute");
		});
		assertThat(this.upstream.requests()).hasSize(1);
	}

	@Test
	void tokensPerMinuteAreLimited() {
		this.upstream.answerWhole(WireSample.of("openai").answer("Hi"));
		runner("openai", "rate-limits.tokens-per-minute=1").run((context) -> {
			ProviderLimiter limiter = context.getBean(ProviderLimiters.class).of("p");
			assertThat(limiter).isNotNull();
			limiter.tryAcquire(REQUEST);
			assertLimited(context, "tokens per minute");
		});
	}

	@Test
	void callsAtOnceAreLimited() {
		this.upstream.answer((request, response) -> Mono.never());
		runner("openai", "rate-limits.max-concurrency=1").run((context) -> {
			context.getBean(LlmRouter.class).chat(REQUEST).subscribe();
			assertLimited(context, "calls at once");
		});
	}

	@Test
	void callsAtOnceAreLearned() {
		runner("openai", "rate-limits.max-concurrency=10", "rate-limits.adaptive-concurrency=true").run((context) -> {
			ProviderLimiter limiter = context.getBean(ProviderLimiters.class).of("p");
			assertThat(limiter).isNotNull();
			limiter.tryAcquire(REQUEST).failed(ErrorType.OVERLOADED, false);
			assertThat(limiter.concurrencyLimit()).isEqualTo(9);
		});
	}

	@ParameterizedTest
	@CsvSource({ "openai, x-ratelimit-remaining-requests, 200", "openai, x-ratelimit-remaining-requests, 400",
			"anthropic, anthropic-ratelimit-requests-remaining, 200" })
	void providersOwnCountIsBelieved(String type, String header, int status) {
		this.upstream.answer((request, response) -> response.status(status)
			.header("Content-Type", "application/json")
			.header(header, "0")
			.sendString(Mono.just(WireSample.of(type).answer("Hi")))
			.then());
		runner(type, "rate-limits.requests-per-minute=2").run((context) -> {
			context.getBean(LlmRouter.class).chat(REQUEST).onErrorComplete().block(PATIENCE);
			assertLimited(context, "requests per minute");
		});
	}

	@Test
	void withoutLimitsThereIsNoLimiter() {
		runner("openai").run((context) -> assertThat(context.getBean(ProviderLimiters.class).of("p")).isNull());
	}

	@ParameterizedTest
	@CsvSource({ "requests-per-minute", "tokens-per-minute", "max-concurrency" })
	void limitOfNothingStopsTheStart(String property) {
		runner("openai", "rate-limits." + property + "=0").run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(InvalidLlmRouterConfigurationException.class, (failure) -> assertThat(failure.key())
				.isEqualTo("llm.router.providers.p.rate-limits." + property)));
	}

	@ParameterizedTest
	@CsvSource({ "requests-per-minute", "tokens-per-minute" })
	void limitThatNoBucketCountsStopsTheStart(String property) {
		runner("openai", "rate-limits." + property + "=60000000001").run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(InvalidLlmRouterConfigurationException.class, (failure) -> assertThat(failure.key())
				.isEqualTo("llm.router.providers.p.rate-limits." + property)));
	}

	@Test
	void storeOfTheUsersTakesThePlaceOfOurs() {
		runner("openai", "rate-limits.requests-per-minute=1000")
			.withBean(RateLimitStore.class, () -> (key, perMinute) -> new ClosedBucket())
			.run((context) -> assertLimited(context, "requests per minute"));
	}

	/**
	 * Bucket that is empty for ever.
	 */
	private static final class ClosedBucket implements RateBucket {

		@Override
		public boolean tryTake(long amount) {
			return false;
		}

		@Override
		public long nanosUntil(long amount) {
			return 1_000_000_000;
		}

		@Override
		public void settle(long difference) {
		}

		@Override
		public void atMost(long remaining) {
		}

	}

}
