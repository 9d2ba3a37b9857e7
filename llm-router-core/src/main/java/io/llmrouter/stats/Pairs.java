package io.llmrouter.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directory of pairs, of bounded size: what does not fit shares one pair named
 * {@code other}. A pair once listed stays, so a call ends where it started. Finding a
 * pair takes two hash lookups, no lock and no garbage; only listing a new one locks.
 */
final class Pairs {

	private static final String OTHER = "other";

	private static final Logger logger = LoggerFactory.getLogger(Pairs.class);

	private final Map<String, Map<String, Pair>> pairs = new ConcurrentHashMap<>();

	private final Pair other = new Pair(OTHER, OTHER);

	private final int limit;

	private int size;

	private volatile boolean full;

	/**
	 * Create a directory.
	 * @param limit how many pairs there are at most, the shared one not counted
	 */
	Pairs(int limit) {
		this.limit = limit;
		this.pairs.put(OTHER, new ConcurrentHashMap<>(Map.of(OTHER, this.other)));
	}

	/**
	 * Find the pair of a call.
	 * @param provider the provider
	 * @param model the model label
	 * @return the pair
	 */
	Pair find(String provider, String model) {
		Pair known = known(provider, model);
		if (known != null) {
			return known;
		}
		return this.full ? this.other : list(provider, model);
	}

	/**
	 * Return all pairs.
	 * @return the pairs in no order
	 */
	List<Pair> all() {
		List<Pair> all = new ArrayList<>();
		for (Map<String, Pair> models : this.pairs.values()) {
			all.addAll(models.values());
		}
		return all;
	}

	private @Nullable Pair known(String provider, String model) {
		Map<String, Pair> models = this.pairs.get(provider);
		return (models != null) ? models.get(model) : null;
	}

	private synchronized Pair list(String provider, String model) {
		Pair known = known(provider, model);
		if (known != null) {
			return known;
		}
		if (this.size == this.limit) {
			reportFull();
			return this.other;
		}
		this.size++;
		Pair pair = new Pair(provider, model);
		this.pairs.computeIfAbsent(provider, (name) -> new ConcurrentHashMap<>()).put(model, pair);
		return pair;
	}

	private void reportFull() {
		if (!this.full) {
			this.full = true;
			logger.warn("More than {} pairs of provider and model were called; further ones are compared together as "
					+ "provider 'other', model 'other'", this.limit);
		}
	}

}
