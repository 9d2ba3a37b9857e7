package io.llmrouter.ledger;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.llmrouter.LlmRouter;
import io.llmrouter.call.Outcome;
import io.llmrouter.chat.ChatRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Callers of a router, of whom a seeded share leaves: after some pieces of the answer,
 * after a while, or before they have it. What happened to each is written down.
 * Thread-safe.
 */
final class Callers {

	private final LlmRouter router;

	private final List<String> routes;

	private final long seed;

	private final AtomicIntegerArray fates;

	Callers(LlmRouter router, List<String> routes, int calls, long seed) {
		this.router = router;
		this.routes = routes;
		this.seed = seed;
		this.fates = new AtomicIntegerArray(calls);
	}

	/**
	 * Make a call.
	 * @param number its number
	 * @return completion, however it ended
	 */
	Mono<Void> call(int number) {
		SplittableRandom random = new SplittableRandom(this.seed - number);
		ChatRequest request = ChatRequest.builder()
			.user("Call " + number)
			.route(this.routes.get(random.nextInt(this.routes.size())))
			.build();
		boolean stream = random.nextBoolean();
		Flux<?> answer = stream ? this.router.stream(request).doOnComplete(() -> happened(number, Fate.ANSWERED))
				: this.router.chat(request).doOnNext((value) -> happened(number, Fate.ANSWERED)).flux();
		Flux<?> told = answer.doOnError((failure) -> happened(number, Fate.FAILED))
			.doOnCancel(() -> happened(number, Fate.LEFT));
		return heard(told, stream, random).onErrorComplete()
			.then()
			.contextWrite((context) -> context.put(Witness.CALL, number));
	}

	private static Flux<?> heard(Flux<?> answer, boolean stream, SplittableRandom random) {
		int lot = random.nextInt(100);
		if (lot < 2) {
			return answer.takeUntilOther(Mono.empty());
		}
		if (lot < 14) {
			return answer.takeUntilOther(Mono.delay(Duration.ofNanos(random.nextInt(40_000_000))));
		}
		return (stream && lot < 30) ? answer.take(1 + random.nextInt(3)) : answer;
	}

	private void happened(int number, Fate fate) {
		this.fates.accumulateAndGet(number, 1 << fate.ordinal(), (before, bit) -> before | bit);
	}

	/**
	 * Return to how many callers this happened and nothing else.
	 * @param fate what
	 * @return the callers
	 */
	long only(Fate fate) {
		return count(1 << fate.ordinal(), false);
	}

	/**
	 * Return to how many callers this happened beside something else, as they left at
	 * that moment.
	 * @param fate what
	 * @return the callers
	 */
	long contested(Fate fate) {
		return count(1 << fate.ordinal(), true);
	}

	long contested() {
		return contested(Fate.LEFT);
	}

	long unheard() {
		long sum = 0;
		for (int call = 0; call < this.fates.length(); call++) {
			sum += (this.fates.get(call) == 0) ? 1 : 0;
		}
		return sum;
	}

	private long count(int bit, boolean others) {
		long sum = 0;
		for (int call = 0; call < this.fates.length(); call++) {
			int fate = this.fates.get(call);
			sum += ((fate & bit) != 0 && (fate != bit) == others) ? 1 : 0;
		}
		return sum;
	}

	/**
	 * What can happen to a caller.
	 */
	enum Fate {

		/** The answer came. */
		ANSWERED(Outcome.SUCCESS),

		/** The call failed. */
		FAILED(Outcome.ERROR),

		/** The caller left. */
		LEFT(Outcome.CANCELLED);

		private final Outcome outcome;

		Fate(Outcome outcome) {
			this.outcome = outcome;
		}

		String outcome() {
			return this.outcome.code();
		}

	}

}
