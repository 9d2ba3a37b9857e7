package io.llmrouter.provider.http;

/**
 * Sizes that the answers of one provider may reach.
 *
 * @param events the sizes of a stream
 * @param maxBodyBytes the longest answer that is no stream, in bytes
 * @since 0.1.0
 */
public record WireLimits(SseLimits events, int maxBodyBytes) {

	/**
	 * Return the default sizes: those of {@link SseLimits#defaults()} and 16 MiB.
	 * @return the sizes
	 */
	public static WireLimits defaults() {
		return new WireLimits(SseLimits.defaults(), 16 * 1024 * 1024);
	}

}
