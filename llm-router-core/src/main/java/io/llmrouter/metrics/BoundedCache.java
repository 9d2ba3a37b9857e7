package io.llmrouter.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Cache of resolved meters with a bound on its keys: keys beyond it share one value. The
 * bound may be passed by as many keys as threads meet there at once. Thread-safe.
 *
 * @param <K> the tag values
 * @param <V> the meters of these tag values
 */
final class BoundedCache<K, V> {

	static final int MAX_KEYS = 1_000;

	private final Map<K, V> values = new ConcurrentHashMap<>();

	private final K other;

	private final Function<K, V> factory;

	BoundedCache(K other, Function<K, V> factory) {
		this.other = other;
		this.factory = factory;
	}

	V get(K key) {
		V value = this.values.get(key);
		return (value != null) ? value : add(key);
	}

	private V add(K key) {
		K bounded = (this.values.size() < MAX_KEYS) ? key : this.other;
		return this.values.computeIfAbsent(bounded, this.factory);
	}

}
