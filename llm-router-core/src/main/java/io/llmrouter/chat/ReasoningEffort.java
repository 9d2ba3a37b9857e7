package io.llmrouter.chat;

/**
 * How much a reasoning model should think before it answers. An adapter picks the nearest
 * level its provider knows.
 *
 * @since 0.1.0
 */
public enum ReasoningEffort {

	/** No reasoning. */
	NONE,

	/** The least that the provider offers. */
	MINIMAL,

	/** Little reasoning. */
	LOW,

	/** The middle level. */
	MEDIUM,

	/** Much reasoning. */
	HIGH,

	/** The most that the provider offers. */
	MAX

}
