package io.llmrouter.sample.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.llmrouter.sample.Snippets;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs what the documents show of OpenAI's clients, against the sample application as it
 * is but for its failures.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "sample.traffic.enabled=false", "sample.upstream.characters.swift.rate-limited-share=0",
				"sample.upstream.characters.steady.overloaded-share=0" })
class ClientDocumentationTests {

	private static final String README = "README.md";

	private static final String GUIDE = "docs/gateway.md";

	private static final Path NODE = Path.of("src", "test", "node");

	private static final String ANSWER = "Short answer: it depends. Long answer: it depends on your prompts";

	private static final String IMPORTS = """
			import com.openai.client.*;
			import com.openai.client.okhttp.*;
			import com.openai.core.http.*;
			import com.openai.models.chat.completions.*;
			import java.util.stream.*;
			""";

	@LocalServerPort
	private int port;

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { README, GUIDE })
	void curl(String document) throws IOException, InterruptedException {
		Assumptions.assumeTrue(isThere("curl"), "curl is missing");
		String output = run(Path.of("."), "bash", "-ec", here(document, "ask.sh"));
		assertThat(output).contains("\"content\":\"" + ANSWER);
		if (document.equals(GUIDE)) {
			assertThat(output).contains("X-LLM-Router-Provider: steady", "\"delta\":{\"content\":\"Short\"}",
					"data: [DONE]", "\"code\":\"model_not_found\"");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { README, GUIDE })
	void node(String document) throws IOException, InterruptedException {
		Assumptions.assumeTrue(isThere("node") && Files.isDirectory(NODE.resolve("node_modules/openai")),
				"node is missing, or 'npm ci' was not run in " + NODE);
		String output = run(NODE, "node", "--input-type=module", "-e", here(document, "ask.mjs"));
		assertThat(output.lines()).isNotEmpty().allSatisfy((line) -> assertThat(line).startsWith(ANSWER));
	}

	@ParameterizedTest
	@ValueSource(strings = { README, GUIDE })
	void java(String document) throws IOException, ReflectiveOperationException {
		Class<?> type = new Snippets(Path.of("..", document)).compiled("Ask", IMPORTS, this.folder);
		var constructor = type.getDeclaredConstructor(String.class);
		constructor.setAccessible(true);
		Object ask = constructor.newInstance("http://127.0.0.1:" + this.port + "/v1");
		assertThat(ReflectionTestUtils.<String>invokeMethod(ask, "answer", "Hello")).startsWith(ANSWER);
		if (document.equals(GUIDE)) {
			assertThat(ReflectionTestUtils.<String>invokeMethod(ask, "tokens", "Hello"))
				.startsWith("|Short| answer:| it| depends.");
		}
	}

	@Test
	void python() throws IOException, InterruptedException {
		Assumptions.assumeTrue(isThere("python3", "-c", "import openai"), "python3 has no package 'openai'");
		String output = run(Path.of("."), "python3", "-c", here(GUIDE, "ask.py"));
		assertThat(output).startsWith(ANSWER.substring(0, 24) + " 56")
			.contains("|Short| answer:| it| depends.", "||2 1", "model_not_found");
		assertThat(run(Path.of("."), "python3", "-c", here(README, "ask.py"))).startsWith(ANSWER);
	}

	private String here(String document, String snippet) throws IOException {
		String text = new Snippets(Path.of("..", document)).text(snippet);
		assertThat(text).contains("localhost:8080");
		return text.replace("localhost:8080", "127.0.0.1:" + this.port);
	}

	private static boolean isThere(String program, String... arguments) throws InterruptedException {
		try {
			String[] command = (arguments.length > 0) ? new String[] { program, arguments[0], arguments[1] }
					: new String[] { program, "--version" };
			return new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private String run(Path where, String... command) throws IOException, InterruptedException {
		Path output = this.folder.resolve("output.txt");
		Process process = new ProcessBuilder(command).directory(where.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		boolean ended = process.waitFor(5, TimeUnit.MINUTES);
		process.destroyForcibly();
		String text = Files.readString(output, StandardCharsets.UTF_8);
		assertThat(ended).as(text).isTrue();
		assertThat(process.exitValue()).as(text).isZero();
		return text;
	}

}
