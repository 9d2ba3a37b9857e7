package io.llmrouter.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.llmrouter.alert.AlertKind.Figures;
import io.llmrouter.stats.ComparisonSnapshot;
import io.llmrouter.stats.LlmMetrics;
import io.llmrouter.stats.ProviderComparison;
import io.llmrouter.stats.Window;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alerts of all providers, all models of one together. Looks at the comparison when it is
 * told to, and tells its listener of every change once: an alert is raised when a figure
 * is beyond its threshold, and cleared when it is back by the hysteresis, so that a
 * figure at the threshold does not raise it again and again. A figure of too few calls is
 * not known and changes nothing: an alert stays until as many calls show that it is over.
 * <p>
 * Thread-safe. Keeps one entry for each alert that is raised, at most four a provider.
 *
 * @since 0.1.0
 */
public final class ProviderAlerts {

	private static final Logger logger = LoggerFactory.getLogger(ProviderAlerts.class);

	private final LlmMetrics metrics;

	private final AlertSettings settings;

	private final Consumer<AlertEvent> listener;

	private final Map<Key, ProviderAlert> raised = new TreeMap<>();

	private volatile List<ProviderAlert> active = List.of();

	/**
	 * Create alerts.
	 * @param metrics the figures
	 * @param settings the thresholds
	 * @param listener who is told of changes, on the thread of {@link #evaluate()}
	 */
	public ProviderAlerts(LlmMetrics metrics, AlertSettings settings, Consumer<AlertEvent> listener) {
		this.metrics = metrics;
		this.settings = settings;
		this.listener = listener;
	}

	/**
	 * Return whether there is anything to look at.
	 * @return whether any figure has a threshold
	 */
	public boolean watchesAnything() {
		return this.settings.watchesAnything();
	}

	/**
	 * Return the alerts that are raised.
	 * @return the alerts as of the last look, by provider and kind
	 */
	public List<ProviderAlert> active() {
		return this.active;
	}

	/**
	 * Look at the figures, and tell the listener what has changed. A listener that throws
	 * is logged and not told again.
	 */
	public void evaluate() {
		if (watchesAnything()) {
			changes().forEach(this::tell);
		}
	}

	private synchronized List<AlertEvent> changes() {
		ComparisonSnapshot recent = this.metrics.compare(this.settings.window());
		Map<String, ProviderComparison> recentRows = byProvider(recent);
		Map<String, ProviderComparison> hourRows = byProvider(this.metrics.compare(Window.ONE_HOUR));
		List<AlertEvent> changes = new ArrayList<>();
		for (String provider : providers(hourRows.keySet())) {
			Figures figures = new Figures(recentRows.get(provider), hourRows.get(provider));
			for (AlertKind kind : AlertKind.values()) {
				AlertEvent change = change(new Key(provider, kind), figures, recent.generatedAt());
				if (change != null) {
					changes.add(change);
				}
			}
		}
		this.active = List.copyOf(this.raised.values());
		return changes;
	}

	private static Map<String, ProviderComparison> byProvider(ComparisonSnapshot snapshot) {
		Map<String, ProviderComparison> rows = new HashMap<>();
		snapshot.providers().forEach((row) -> rows.put(row.provider(), row));
		return rows;
	}

	private Set<String> providers(Set<String> called) {
		Set<String> providers = new TreeSet<>(called);
		this.raised.keySet().forEach((key) -> providers.add(key.provider()));
		return providers;
	}

	private @Nullable AlertEvent change(Key key, Figures figures, Instant now) {
		AlertThresholds thresholds = this.settings.of(key.provider());
		Double threshold = key.kind().threshold(thresholds);
		Double value = key.kind().value(figures, thresholds.samples());
		if (threshold == null || value == null) {
			return null;
		}
		ProviderAlert before = this.raised.get(key);
		return (before != null) ? cleared(key, before.withValue(value), now)
				: raised(key, new ProviderAlert(key.provider(), key.kind(), threshold, value, now));
	}

	private @Nullable AlertEvent raised(Key key, ProviderAlert alert) {
		if (!key.kind().isBad(alert.value(), alert.threshold())) {
			return null;
		}
		this.raised.put(key, alert);
		return new AlertRaised(alert);
	}

	private @Nullable AlertEvent cleared(Key key, ProviderAlert alert, Instant now) {
		if (!key.kind().isGood(alert.value(), alert.threshold(), this.settings.hysteresis())) {
			this.raised.put(key, alert);
			return null;
		}
		this.raised.remove(key);
		return new AlertCleared(alert, now);
	}

	private void tell(AlertEvent event) {
		ProviderAlert alert = event.alert();
		logger.info("Alert '{}' of provider '{}' is {}: {} with the threshold {}", alert.kind(), alert.provider(),
				(event instanceof AlertRaised) ? "raised" : "cleared", alert.value(), alert.threshold());
		try {
			this.listener.accept(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of alerts failed", ex);
		}
	}

	/**
	 * What an alert is about.
	 *
	 * @param provider the name of the provider
	 * @param kind the figure
	 */
	private record Key(String provider, AlertKind kind) implements Comparable<Key> {

		@Override
		public int compareTo(Key other) {
			int byProvider = this.provider.compareTo(other.provider);
			return (byProvider != 0) ? byProvider : this.kind.compareTo(other.kind);
		}

	}

}
