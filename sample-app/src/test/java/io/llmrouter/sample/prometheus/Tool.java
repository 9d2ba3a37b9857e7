package io.llmrouter.sample.prometheus;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Program of this machine that a test needs. Where it is missing the test is skipped,
 * unless the environment requires it.
 *
 * @param program where it is
 */
record Tool(Path program) {

	/**
	 * Find a program.
	 * @param name its name
	 * @return the program
	 */
	static Tool required(String name) {
		boolean required = List.of(String.valueOf(System.getenv("LLM_ROUTER_REQUIRED_TOOLS")).split(","))
			.contains(name);
		Path program = Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
		assertThat(program != null || !required).as(name + " is installed where it is required").isTrue();
		Assumptions.assumeTrue(program != null, name + " is not installed");
		return new Tool(program);
	}

	/**
	 * Run the program to its end, and fail unless it succeeds.
	 * @param folder where to run it
	 * @param arguments its arguments
	 * @return what it printed
	 */
	String run(Path folder, List<String> arguments) throws IOException, InterruptedException {
		Path output = Files.createTempFile("tool", ".txt");
		Process process = start(folder, arguments, output);
		try {
			assertThat(process.waitFor(10, TimeUnit.MINUTES)).as(this.program + " ended").isTrue();
			String printed = Files.readString(output, StandardCharsets.UTF_8);
			assertThat(process.exitValue()).as(printed).isZero();
			return printed;
		}
		finally {
			process.destroyForcibly();
			Files.delete(output);
		}
	}

	Process start(Path folder, List<String> arguments, Path output) throws IOException {
		List<String> command = new ArrayList<>(List.of(this.program.toString()));
		command.addAll(arguments);
		return new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
	}

}
