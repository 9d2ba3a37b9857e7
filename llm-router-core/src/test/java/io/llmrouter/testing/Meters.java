package io.llmrouter.testing;

import java.util.function.Predicate;

import io.llmrouter.metrics.MeterNames;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counts of meters, summed over their tags, and what holds for them at any time when
 * nothing runs.
 */
public final class Meters {

	private Meters() {
	}

	public static long count(MeterRegistry registry, String name) {
		return count(registry, name, (meter) -> true);
	}

	/**
	 * Return what meters counted.
	 * @param registry the registry
	 * @param name their name
	 * @param filter which of them
	 * @return the events of timers and counters, the calls in flight of long task timers
	 */
	public static long count(MeterRegistry registry, String name, Predicate<Meter> filter) {
		double sum = 0;
		for (Meter meter : registry.getMeters()) {
			if (meter.getId().getName().equals(name) && filter.test(meter)) {
				for (Measurement measurement : meter.measure()) {
					Statistic statistic = measurement.getStatistic();
					boolean counts = statistic == Statistic.COUNT || statistic == Statistic.ACTIVE_TASKS;
					sum += counts ? measurement.getValue() : 0;
				}
			}
		}
		return Math.round(sum);
	}

	public static Predicate<Meter> tag(String key, String value) {
		return (meter) -> value.equals(meter.getId().getTag(key));
	}

	/**
	 * Check that attempts = requests + retries + fallbacks + hedges, where a request that
	 * made no attempt is none, and that nothing is in flight.
	 * @param registry the registry
	 */
	public static void checkInvariant(MeterRegistry registry) {
		long requests = count(registry, MeterNames.REQUEST) - count(registry, MeterNames.REJECTED);
		long extra = count(registry, MeterNames.RETRIES) + count(registry, MeterNames.FALLBACKS)
				+ count(registry, MeterNames.HEDGES);
		assertThat(count(registry, MeterNames.ATTEMPT)).as("attempts = requests + retries + fallbacks + hedges")
			.isEqualTo(requests + extra);
		assertThat(count(registry, MeterNames.ATTEMPT_ACTIVE)).as("attempts in flight").isZero();
		assertThat(count(registry, MeterNames.OVERHEAD)).as("requests whose overhead is known")
			.isEqualTo(count(registry, MeterNames.REQUEST));
	}

}
