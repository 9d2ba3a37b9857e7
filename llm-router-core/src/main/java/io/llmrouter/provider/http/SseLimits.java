package io.llmrouter.provider.http;

/**
 * Sizes that a server-sent event stream may reach before it is cut.
 *
 * @param maxLineBytes the longest line, in bytes
 * @param maxEventBytes the longest data of one event, in bytes
 * @param maxStreamBytes the longest stream, in bytes
 * @param maxEvents the most events of one stream
 * @since 0.1.0
 */
public record SseLimits(int maxLineBytes, int maxEventBytes, long maxStreamBytes, int maxEvents) {

	private static final int MEBIBYTE = 1024 * 1024;

	public SseLimits {
		if (maxLineBytes < 1 || maxEventBytes < 1 || maxStreamBytes < 1 || maxEvents < 1) {
			throw new IllegalArgumentException("Every limit of an event stream must be at least 1");
		}
	}

	/**
	 * Return the limits that suit image and audio deltas: lines of 4 MiB, events of 8
	 * MiB, streams of 64 MiB and a million events.
	 * @return the limits
	 */
	public static SseLimits defaults() {
		return new SseLimits(4 * MEBIBYTE, 8 * MEBIBYTE, 64L * MEBIBYTE, 1_000_000);
	}

}
