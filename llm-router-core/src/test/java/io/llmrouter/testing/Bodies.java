package io.llmrouter.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Recorded bodies among the test resources.
 */
public final class Bodies {

	private Bodies() {
	}

	/**
	 * Read a body.
	 * @param name its path among the test resources
	 * @return the text
	 */
	public static String read(String name) {
		try (InputStream in = Bodies.class.getResourceAsStream("/" + name)) {
			if (in == null) {
				throw new IllegalArgumentException("There is no test resource '" + name + "'");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
