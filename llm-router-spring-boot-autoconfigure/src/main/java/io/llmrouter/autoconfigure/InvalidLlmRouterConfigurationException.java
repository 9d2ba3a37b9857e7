package io.llmrouter.autoconfigure;

/**
 * Configuration that the router cannot start with.
 *
 * @since 0.1.0
 */
public final class InvalidLlmRouterConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String key;

	private final String action;

	/**
	 * Create a failure.
	 * @param key the full key of the property
	 * @param problem what is wrong, the end of a sentence about the property; without
	 * secrets
	 * @param action what to do about it, as a sentence
	 */
	public InvalidLlmRouterConfigurationException(String key, String problem, String action) {
		super("Property '" + key + "' " + problem);
		this.key = key;
		this.action = action;
	}

	/**
	 * Return the property that is wrong.
	 * @return the full key
	 */
	public String key() {
		return this.key;
	}

	/**
	 * Return what to do about it.
	 * @return the advice, as a sentence
	 */
	public String action() {
		return this.action;
	}

}
