package io.llmrouter.alert;

/**
 * Change of an alert: it is raised once, and cleared once.
 *
 * @since 0.1.0
 */
public sealed interface AlertEvent permits AlertRaised, AlertCleared {

	/**
	 * Return the alert.
	 * @return the alert, with the figure at the time of the event
	 */
	ProviderAlert alert();

}
