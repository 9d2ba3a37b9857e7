package io.llmrouter.sample.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the tests of {@code src/test/node}, which ask with OpenAI's client for Node.
 * Installed with {@code npm ci} in that folder.
 */
@ClientTest
class NodeClientTests {

	private static final Path FOLDER = Path.of("src", "test", "node");

	@LocalServerPort
	private int port;

	@Test
	void officialClientForNodeWorks() throws IOException, InterruptedException {
		boolean required = String.valueOf(System.getenv("LLM_ROUTER_REQUIRED_TOOLS")).contains("node");
		boolean present = Files.isDirectory(FOLDER.resolve("node_modules/openai")) && isNodeThere();
		assertThat(present || !required).as("node and its packages are installed where they are required").isTrue();
		Assumptions.assumeTrue(present, "node is missing, or 'npm ci' was not run in " + FOLDER);
		Path output = Path.of("target", "node-client-tests.txt");
		ProcessBuilder builder = new ProcessBuilder("node", "--test", "--test-reporter=spec", "openai.test.js")
			.directory(FOLDER.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().put("LLM_ROUTER_URL", "http://127.0.0.1:" + this.port);
		builder.environment().put("LLM_ROUTER_KEY", ClientTest.KEY);
		builder.environment().put("LLM_ROUTER_NARROW_KEY", ClientTest.NARROW_KEY);
		Process node = builder.start();
		boolean ended = node.waitFor(10, TimeUnit.MINUTES);
		node.destroyForcibly();
		String report = Files.readString(output, StandardCharsets.UTF_8);
		assertThat(ended).as(report).isTrue();
		assertThat(node.exitValue()).as(report).isZero();
		assertThat(report).containsPattern("pass [4-9]\\d").contains("fail 0").contains("skipped 0");
	}

	private static boolean isNodeThere() throws InterruptedException {
		try {
			return new ProcessBuilder("node", "--version").start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
