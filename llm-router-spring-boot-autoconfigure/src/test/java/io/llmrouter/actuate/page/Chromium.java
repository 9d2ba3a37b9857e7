package io.llmrouter.actuate.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Headless Chromium, driven by the DevTools protocol over a web socket. It resolves no
 * name, so nothing but this machine can be reached.
 */
final class Chromium implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Path PROGRAM = Path.of("/usr/bin/chromium");

	private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");

	private final Process process;

	private final WebSocket socket;

	private final AtomicInteger commands = new AtomicInteger();

	private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

	private final Map<String, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();

	private Chromium(Process process, URI address) {
		this.process = process;
		this.socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(address, new Receiver())
			.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
			.join();
	}

	/**
	 * Start a browser, or skip the test where there is none and none is required.
	 * @param folder an empty folder for what it stores
	 * @return the browser
	 * @throws IOException if it does not start
	 */
	static Chromium start(Path folder) throws IOException {
		boolean required = String.valueOf(System.getenv("LLM_ROUTER_REQUIRED_TOOLS")).contains("chromium");
		boolean present = Files.isExecutable(PROGRAM);
		assertThat(present || !required).as("chromium is installed where it is required").isTrue();
		Assumptions.assumeTrue(present, "chromium is not installed");
		Process process = new ProcessBuilder(
				Stream.concat(Stream.of(PROGRAM.toString(), "--user-data-dir=" + folder), FLAGS.stream()).toList())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
		for (String line = log.readLine(); line != null; line = log.readLine()) {
			Matcher address = ADDRESS.matcher(line);
			if (address.find()) {
				drain(log);
				return new Chromium(process, URI.create(address.group(1)));
			}
		}
		throw new IllegalStateException("Chromium ended with status " + process.onExit().join().exitValue());
	}

	private static final List<String> FLAGS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
			"--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0",
			"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank");

	// A full pipe would stop the browser.
	private static void drain(BufferedReader log) {
		Thread reader = new Thread(() -> {
			try {
				log.transferTo(Writer.nullWriter());
			}
			catch (IOException ex) {
				// The browser was closed.
			}
		}, "chromium-log");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Open a tab.
	 * @return the tab, without a page
	 */
	Tab open() {
		String context = send(null, "Target.createBrowserContext", Map.of("disposeOnDetach", true))
			.get("browserContextId")
			.asString();
		String target = send(null, "Target.createTarget",
				Map.of("url", "about:blank", "browserContextId", context, "newWindow", true))
			.get("targetId")
			.asString();
		String session = send(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
			.get("sessionId")
			.asString();
		Tab tab = new Tab(this, session, target);
		this.listeners.put(session, tab::heard);
		return tab.enabled();
	}

	void closeTab(String session, String target) {
		this.listeners.remove(session);
		send(null, "Target.closeTarget", Map.of("targetId", target));
	}

	JsonNode send(String session, String method, Map<String, ?> parameters) {
		int id = this.commands.incrementAndGet();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.answers.put(id, answer);
		Map<String, Object> command = new HashMap<>(Map.of("id", id, "method", method, "params", parameters));
		if (session != null) {
			command.put("sessionId", session);
		}
		synchronized (this) {
			this.socket.sendText(JsonMapper.shared().writeValueAsString(command), true).join();
		}
		JsonNode message = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
		assertThat(message.path("error").isMissingNode()).as(method + ": " + message.path("error")).isTrue();
		return message.path("result");
	}

	private void received(JsonNode message) {
		if (message.has("id")) {
			this.answers.remove(message.get("id").asInt()).complete(message);
			return;
		}
		Consumer<JsonNode> listener = this.listeners.get(message.path("sessionId").asString(""));
		if (listener != null) {
			listener.accept(message);
		}
	}

	@Override
	public void close() {
		this.process.descendants().forEach(ProcessHandle::destroy);
		this.process.destroy();
		this.process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	/**
	 * Puts the parts of a message together.
	 */
	private final class Receiver implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				JsonNode message = JsonMapper.shared().readTree(this.text.toString());
				this.text.setLength(0);
				received(message);
			}
			webSocket.request(1);
			return null;
		}

	}

}
