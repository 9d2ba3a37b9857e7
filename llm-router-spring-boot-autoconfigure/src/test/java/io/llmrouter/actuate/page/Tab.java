package io.llmrouter.actuate.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tab of a browser. Notes what it asks for and what goes wrong in it. Its pages refresh
 * when they are told to: what they put off for five seconds waits for {@link #refresh()}.
 */
final class Tab implements AutoCloseable {

	private static final String HELD_REFRESHES = """
			window.held = new Map();
			window.violations = [];
			addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));
			{
				const later = window.setTimeout.bind(window);
				const never = window.clearTimeout.bind(window);
				let last = 1000000;
				window.setTimeout = (action, delay, ...rest) => delay === 5000 ? (held.set(++last, action), last) : later(action, delay, ...rest);
				window.clearTimeout = (id) => held.delete(id) || never(id);
			}
			""";

	private final Chromium browser;

	private final String session;

	private final String target;

	private final List<String> problems = new CopyOnWriteArrayList<>();

	private final Map<String, String> requests = new ConcurrentHashMap<>();

	private final List<Loaded> loaded = new CopyOnWriteArrayList<>();

	Tab(Chromium browser, String session, String target) {
		this.browser = browser;
		this.session = session;
		this.target = target;
	}

	Tab enabled() {
		for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
			send(domain + ".enable", Map.of());
		}
		send("Page.bringToFront", Map.of());
		send("Page.addScriptToEvaluateOnNewDocument", Map.of("source", HELD_REFRESHES));
		return this;
	}

	void heard(JsonNode message) {
		JsonNode parameters = message.path("params");
		switch (message.path("method").asString("")) {
			case "Runtime.exceptionThrown" -> this.problems.add(parameters.at("/exceptionDetails").toString());
			case "Runtime.consoleAPICalled" -> consoleCalled(parameters);
			case "Log.entryAdded" -> this.problems.add(parameters.at("/entry").toString());
			case "Network.requestWillBeSent" ->
				this.requests.put(parameters.at("/requestId").asString(), parameters.at("/request/url").asString());
			case "Network.loadingFinished" ->
				this.loaded.add(new Loaded(this.requests.get(parameters.at("/requestId").asString()),
						parameters.at("/encodedDataLength").asLong()));
			default -> {
			}
		}
	}

	private void consoleCalled(JsonNode parameters) {
		if (List.of("error", "warning", "assert").contains(parameters.at("/type").asString())) {
			this.problems.add(parameters.at("/args").toString());
		}
	}

	JsonNode send(String method, Map<String, ?> parameters) {
		return this.browser.send(this.session, method, parameters);
	}

	Tab size(int width, int height) {
		send("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
		return this;
	}

	Tab scheme(String scheme) {
		send("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
		return this;
	}

	/** Go to the page and wait until it shows its first answer. */
	Tab visit(String address) {
		send("Page.navigate", Map.of("url", address));
		await("document.querySelector('#connection')?.dataset.state === 'live' && held.size === 1");
		return this;
	}

	void online(boolean online) {
		send("Network.emulateNetworkConditions",
				Map.of("offline", !online, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
	}

	/** Refresh as if five seconds had gone by, and wait until that is done. */
	void refresh() {
		evaluate("(() => { const [[id, action]] = held; held.delete(id); action(); })()");
		await("held.size === 1");
	}

	JsonNode evaluate(String expression) {
		JsonNode answer = send("Runtime.evaluate",
				Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
		assertThat(answer.path("exceptionDetails").isMissingNode()).as(expression + ": " + answer).isTrue();
		return answer.at("/result/value");
	}

	String text(String selector) {
		return evaluate("document.querySelector('" + selector + "').textContent").asString();
	}

	void await(String condition) {
		Awaitility.await()
			.alias(condition)
			.atMost(Chromium.PATIENCE)
			.until(() -> evaluate("Boolean(" + condition + ")").asBoolean());
	}

	/** Press the tabulator until an element has the focus. */
	void tabTo(String selector) {
		for (int pressed = 0; pressed < 100; pressed++) {
			press("Tab", 9);
			if (evaluate("document.activeElement.matches('" + selector + "')").asBoolean()) {
				return;
			}
		}
		throw new AssertionError("The tabulator does not reach " + selector);
	}

	void press(String key, int code) {
		String text = key.equals("Enter") ? "\r" : "";
		Map<String, Object> event = Map.of("key", key, "code", key, "windowsVirtualKeyCode", code, "text", text);
		Map<String, Object> down = new HashMap<>(event);
		down.put("type", text.isEmpty() ? "rawKeyDown" : "keyDown");
		send("Input.dispatchKeyEvent", down);
		send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
	}

	void screenshot(Path file) throws IOException {
		JsonNode image = send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
		Files.createDirectories(file.getParent());
		Files.write(file, Base64.getDecoder().decode(image.get("data").asString()));
	}

	List<String> problems() {
		evaluate("violations").forEach((violation) -> this.problems.add(violation.asString()));
		return this.problems;
	}

	List<String> requests() {
		return List.copyOf(this.requests.values());
	}

	List<Loaded> loaded() {
		return this.loaded;
	}

	@Override
	public void close() {
		this.browser.closeTab(this.session, this.target);
	}

	/**
	 * Answer that was received.
	 *
	 * @param address what was asked for
	 * @param bytes the bytes of the answer, head included
	 */
	record Loaded(String address, long bytes) {

	}

}
