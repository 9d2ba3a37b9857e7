package io.llmrouter.stats;

import java.time.Instant;
import java.util.List;

/**
 * Last hour of one provider and model by the minute, counted from start or reset.
 *
 * @param provider the configured name of the provider
 * @param model the model label
 * @param minutes the minutes in which calls ended, oldest first, the current one
 * included; at most 60
 * @since 0.1.0
 */
public record MinuteHistory(String provider, String model, List<MinuteFigures> minutes) {

	/**
	 * Copy the minutes.
	 */
	public MinuteHistory {
		minutes = List.copyOf(minutes);
	}

	/**
	 * Leave out what is older.
	 * @param time the time after which a minute must have begun
	 * @return a copy with the minutes that began later
	 */
	public MinuteHistory after(Instant time) {
		return new MinuteHistory(this.provider, this.model,
				this.minutes.stream().filter((minute) -> minute.start().isAfter(time)).toList());
	}

}
