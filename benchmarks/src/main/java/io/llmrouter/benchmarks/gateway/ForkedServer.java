package io.llmrouter.benchmarks.gateway;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Server in a process of its own, which tells its port in the first line of its output
 * and ends with its standard input.
 */
final class ForkedServer implements AutoCloseable {

	private static final String PORT = "listens on ";

	private final Process process;

	private final int port;

	private ForkedServer(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Start a server.
	 * @param type the class with its main method
	 * @param classPath tells which entries of the class path it gets
	 * @param arguments its arguments
	 * @return the running server
	 */
	static ForkedServer fork(Class<?> type, Predicate<String> classPath, List<String> arguments) {
		String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(classPath)
			.collect(Collectors.joining(File.pathSeparator));
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-Xmx512m",
						"-cp", path, type.getName()));
		command.addAll(arguments);
		try {
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			return new ForkedServer(process, port(process, type));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int port(Process process, Class<?> type) {
		Scanner output = new Scanner(process.getInputStream(), StandardCharsets.UTF_8);
		while (output.hasNextLine()) {
			String line = output.nextLine();
			if (line.startsWith(PORT)) {
				return Integer.parseInt(line.substring(PORT.length()));
			}
			System.err.println(line);
		}
		throw new IllegalStateException(type.getSimpleName() + " did not start");
	}

	static void tellPort(int port) {
		System.out.println(PORT + port);
	}

	static void awaitEnd() throws IOException {
		while (System.in.read() >= 0) {
			Thread.onSpinWait();
		}
	}

	URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

	/**
	 * Return the CPU time of the process.
	 * @return the time since its start
	 */
	Duration cpu() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
