package io.llmrouter.alert;

/**
 * Event of a figure that has become bad.
 *
 * @param alert the alert
 * @since 0.1.0
 */
public record AlertRaised(ProviderAlert alert) implements AlertEvent {
}
