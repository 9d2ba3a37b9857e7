package io.llmrouter.alert;

import java.time.Instant;

/**
 * Event of a figure that is good again.
 *
 * @param alert the alert, with the figure that cleared it
 * @param at when it was cleared
 * @since 0.1.0
 */
public record AlertCleared(ProviderAlert alert, Instant at) implements AlertEvent {
}
