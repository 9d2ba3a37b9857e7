package io.llmrouter.provider.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Recorded bodies among the test resources.
 */
final class Corpus {

	private Corpus() {
	}

	/**
	 * Return all bodies below a folder, streams, answers and failures, in a fixed order.
	 * @param folder the folder
	 * @return the files
	 */
	static List<Path> files(String folder) {
		try (Stream<Path> files = Files.walk(Path.of(Corpus.class.getResource("/" + folder).toURI()))) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static List<byte[]> bodies(String folder, Predicate<Path> wanted) {
		return files(folder).stream().filter(wanted).map(Corpus::read).filter((body) -> body.length > 0).toList();
	}

	static boolean isStream(Path file) {
		String name = file.getFileName().toString();
		return name.endsWith(".sse") || name.endsWith(".ndjson");
	}

	static byte[] read(Path file) {
		try {
			return Files.readAllBytes(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
