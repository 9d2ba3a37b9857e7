package io.llmrouter.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Labels under which calls are counted, all of them bounded: no caller, no provider and
 * no tags of one's own can make the number of time series grow without end. What is
 * beyond a bound becomes {@code other}, and listeners are told. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CallLabels {

	/** Most pairs of provider and model that have labels of their own. */
	public static final int MAX_PAIRS = 1_000;

	/** Most combinations of tags of one's own, where nothing else is set. */
	public static final int DEFAULT_MAX_TAG_COMBINATIONS = 100;

	private final ModelLabels models;

	private final ContributedTags tags;

	private final Map<String, Set<String>> pairs = new ConcurrentHashMap<>();

	private final AtomicInteger pairCount = new AtomicInteger();

	private final List<Consumer<Limit>> listeners = new ArrayList<>();

	private volatile Listeners<Consumer<Limit>> told = new Listeners<>(List.of());

	/**
	 * Create labels without tags of one's own.
	 * @param models the model labels
	 */
	public CallLabels(ModelLabels models) {
		this(models, List.of(), DEFAULT_MAX_TAG_COMBINATIONS);
	}

	/**
	 * Create labels.
	 * @param models the model labels
	 * @param contributors who adds tags, in this order
	 * @param maxTagCombinations the most combinations of their values, at least 1
	 * @throws IllegalArgumentException where two contributors have the same key
	 */
	public CallLabels(ModelLabels models, List<? extends ChatCallTagsContributor> contributors,
			int maxTagCombinations) {
		this.models = models;
		this.tags = new ContributedTags(contributors, maxTagCombinations);
	}

	/**
	 * Tell a listener of every call of which a label became {@code other}.
	 * @param listener who is told; quick and thread-safe
	 */
	public synchronized void onLimit(Consumer<Limit> listener) {
		this.listeners.add(listener);
		this.told = new Listeners<>(this.listeners);
	}

	/**
	 * Return the keys of the tags that are added to the meters of calls.
	 * @return the keys, in no order
	 */
	public Set<String> tagKeys() {
		return this.tags.keys();
	}

	Pair pair(String provider, List<String> configured, @Nullable String requested) {
		String model = this.models.label(provider, configured, requested);
		if (model.equals(ModelLabels.OTHER)) {
			limited(Limit.MODEL);
		}
		if (!isKnown(provider, model) && !admit(provider, model)) {
			limited(Limit.PAIR);
			return Pair.OTHER;
		}
		return new Pair(provider, model);
	}

	private boolean isKnown(String provider, String model) {
		Set<String> known = this.pairs.get(provider);
		return known != null && known.contains(model);
	}

	private synchronized boolean admit(String provider, String model) {
		if (isKnown(provider, model)) {
			return true;
		}
		if (this.pairCount.get() >= MAX_PAIRS) {
			return false;
		}
		this.pairCount.incrementAndGet();
		return this.pairs.computeIfAbsent(provider, (name) -> ConcurrentHashMap.newKeySet()).add(model);
	}

	StartedCall tagged(StartedCall call, ContextView context) {
		if (this.tags.keys().isEmpty()) {
			return call;
		}
		Map<String, String> values = this.tags.of(call, context);
		if (this.tags.isOther(values)) {
			limited(Limit.TAGS);
		}
		return call.withTags(values);
	}

	private void limited(Limit limit) {
		this.told.tell((listener) -> listener.accept(limit));
	}

	/**
	 * Labels of a call.
	 *
	 * @param provider the provider
	 * @param model the model
	 */
	record Pair(String provider, String model) {

		static final Pair OTHER = new Pair(ModelLabels.OTHER, ModelLabels.OTHER);

	}

	/**
	 * Bound beyond which a label becomes {@code other}.
	 */
	public enum Limit {

		/** The model is not a configured one. */
		MODEL("model"),

		/** There are too many pairs of provider and model. */
		PAIR("pair"),

		/** There are too many combinations of tags of one's own. */
		TAGS("tags");

		private final String code;

		Limit(String code) {
			this.code = code;
		}

		/**
		 * Return the name of the bound in meters.
		 * @return the name
		 */
		public String code() {
			return this.code;
		}

	}

}
