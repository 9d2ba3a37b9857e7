package io.llmrouter.gateway;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids of answers and requests. Unique, but not secret.
 */
final class Ids {

	private static final HexFormat HEX = HexFormat.of();

	private Ids() {
	}

	static String next(String prefix) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return prefix + HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
	}

}
