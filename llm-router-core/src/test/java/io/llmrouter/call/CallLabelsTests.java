package io.llmrouter.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.llmrouter.call.CallLabels.Limit;
import io.llmrouter.call.CallLabels.Pair;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.testing.FakeProvider;
import io.llmrouter.testing.TestTimeSource;
import io.llmrouter.testing.Threads;
import org.junit.jupiter.api.Test;
import reactor.util.context.ContextView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CallLabelsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final List<Limit> limits = new ArrayList<>();

	private final List<ChatCall> calls = new ArrayList<>();

	@Test
	void modelThatIsNotConfiguredIsOtherAndTold() {
		CallLabels labels = watched(new CallLabels(ModelLabels.none()));
		assertThat(labels.pair("alpha", List.of("small"), "small")).isEqualTo(new Pair("alpha", "small"));
		assertThat(this.limits).isEmpty();
		assertThat(labels.pair("alpha", List.of("small"), "huge")).isEqualTo(new Pair("alpha", "other"));
		assertThat(this.limits).containsExactly(Limit.MODEL);
	}

	@Test
	void pairsBeyondTheBoundAreOther() {
		CallLabels labels = watched(new CallLabels(ModelLabels.none()));
		for (int i = 0; i < CallLabels.MAX_PAIRS; i++) {
			assertThat(labels.pair("p" + i % 10, List.of("m" + i), null)).isEqualTo(new Pair("p" + i % 10, "m" + i));
		}
		assertThat(this.limits).isEmpty();
		assertThat(labels.pair("late", List.of("m"), null)).isEqualTo(new Pair("other", "other"));
		assertThat(labels.pair("p1", List.of("late"), null)).isEqualTo(new Pair("other", "other"));
		assertThat(labels.pair("p1", List.of("m1"), null)).isEqualTo(new Pair("p1", "m1"));
		assertThat(this.limits).containsExactly(Limit.PAIR, Limit.PAIR);
	}

	@Test
	void boundOfPairsHoldsForManyThreads() throws Exception {
		CallLabels labels = new CallLabels(ModelLabels.none());
		AtomicInteger threads = new AtomicInteger();
		Threads.run(8, 1, (random) -> {
			String provider = "p" + threads.getAndIncrement();
			for (int i = 0; i < CallLabels.MAX_PAIRS; i++) {
				labels.pair(provider, List.of("m" + i), null);
			}
		});
		long admitted = IntStream.range(0, 8 * CallLabels.MAX_PAIRS)
			.mapToObj((i) -> labels.pair("p" + i % 8, List.of("m" + i / 8), null))
			.filter((pair) -> !pair.equals(new Pair("other", "other")))
			.count();
		assertThat(admitted).isEqualTo(CallLabels.MAX_PAIRS);
	}

	@Test
	void contributorAddsItsTagsFromTheReactorContext() {
		call(contributor("team"), Map.of("team", "search"));
		assertThat(tags()).isEqualTo(Map.of("team", "search"));
	}

	@Test
	void keyWithoutAValueIsNone() {
		call(contributor("team", "tier"), Map.of("team", " "));
		assertThat(tags()).isEqualTo(Map.of("team", "none", "tier", "none"));
	}

	@Test
	void keyThatNoContributorNamedIsLeftOut() {
		call(contributor("team"), Map.of("team", "search", "user", "42"));
		assertThat(tags()).isEqualTo(Map.of("team", "search"));
	}

	@Test
	void longValueIsCut() {
		call(contributor("team"), Map.of("team", "x".repeat(500)));
		assertThat(tags().get("team")).hasSize(100);
	}

	@Test
	void contributorsAddUp() {
		CallLabels labels = labels(10, contributor("team"), contributor("tier"));
		call(labels, Map.of("team", "search", "tier", "gold"));
		assertThat(tags()).isEqualTo(Map.of("team", "search", "tier", "gold"));
		assertThat(labels.tagKeys()).containsExactlyInAnyOrder("team", "tier");
	}

	@Test
	void contributorThatThrowsHurtsNoCall() {
		ChatCallTagsContributor broken = new KeyedContributor(List.of("tier")) {

			@Override
			public Map<String, String> tags(StartedCall call, ContextView context) {
				throw new IllegalStateException("planned");
			}

		};
		call(labels(10, broken, contributor("team")), Map.of("team", "search"));
		assertThat(tags()).isEqualTo(Map.of("team", "search", "tier", "none"));
		assertThat(this.calls.get(0).outcome()).isEqualTo(Outcome.SUCCESS);
	}

	@Test
	void combinationsBeyondTheBoundAreOtherAndTold() {
		CallLabels labels = watched(labels(2, contributor("team", "tier")));
		call(labels, Map.of("team", "a", "tier", "x"));
		call(labels, Map.of("team", "b", "tier", "x"));
		assertThat(this.limits).isEmpty();
		call(labels, Map.of("team", "b", "tier", "y"));
		call(labels, Map.of("team", "a", "tier", "x"));
		assertThat(this.calls).extracting((call) -> call.start().tags().get("team"))
			.containsExactly("a", "b", "other", "a");
		assertThat(tags(2)).isEqualTo(Map.of("team", "other", "tier", "other"));
		assertThat(this.limits).containsExactly(Limit.TAGS);
	}

	@Test
	void listenerThatThrowsHurtsNoCall() {
		CallLabels labels = new CallLabels(ModelLabels.none());
		labels.onLimit((limit) -> {
			throw new IllegalStateException("planned");
		});
		watched(labels);
		assertThat(labels.pair("alpha", List.of(), "huge")).isEqualTo(new Pair("alpha", "other"));
		assertThat(this.limits).containsExactly(Limit.MODEL);
	}

	@Test
	void keyOfTwoContributorsIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> labels(10, contributor("team"), contributor("team")))
			.withMessageContaining("'team'");
		assertThatIllegalArgumentException().isThrownBy(() -> labels(0, contributor("team")))
			.withMessageContaining("'maxTagCombinations'");
	}

	@Test
	void limitsHaveCodes() {
		assertThat(Arrays.stream(Limit.values()).map(Limit::code)).containsExactly("model", "pair", "tags");
	}

	private CallLabels watched(CallLabels labels) {
		labels.onLimit(this.limits::add);
		return labels;
	}

	private static CallLabels labels(int maxCombinations, ChatCallTagsContributor... contributors) {
		return new CallLabels(ModelLabels.none(), List.of(contributors), maxCombinations);
	}

	private static ChatCallTagsContributor contributor(String... keys) {
		return new KeyedContributor(List.of(keys));
	}

	private Map<String, String> tags() {
		assertThat(this.calls).hasSize(1);
		return tags(0);
	}

	private Map<String, String> tags(int call) {
		return this.calls.get(call).start().tags();
	}

	private void call(ChatCallTagsContributor contributor, Map<String, String> context) {
		call(labels(10, contributor), context);
	}

	private void call(CallLabels labels, Map<String, String> context) {
		FakeProvider provider = new FakeProvider("alpha").answers("Hi");
		CallObserver observer = new CallObserver(List.<ChatCallListener>of(this.calls::add),
				CallObservation.Factory.NOOP, labels, new TestTimeSource());
		ChatRequest request = ChatRequest.user("Hello");
		observer.observe(provider, request, provider.chat(request))
			.contextWrite((reactor) -> reactor.put(KeyedContributor.class, context))
			.block(PATIENCE);
	}

	/**
	 * Contributor that gives what the context holds.
	 */
	static class KeyedContributor implements ChatCallTagsContributor {

		private final List<String> keys;

		KeyedContributor(List<String> keys) {
			this.keys = keys;
		}

		@Override
		public List<String> keys() {
			return this.keys;
		}

		@Override
		public Map<String, String> tags(StartedCall call, ContextView context) {
			return new HashMap<>(context.<Map<String, String>>get(KeyedContributor.class));
		}

	}

}
