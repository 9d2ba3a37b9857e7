package io.llmrouter.actuate.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page does in a real browser. Leaves pictures of it in {@code target/page}.
 */
class LlmMetricsPageBrowserTests {

	private static final Path PICTURES = Path.of("target", "page");

	private static final int REFRESH_BYTES = 50_000;

	@TempDir
	private static Path folder;

	private static Chromium browser;

	private static ServedPage page;

	private Tab tab;

	@BeforeAll
	static void start() throws IOException {
		browser = Chromium.start(folder);
		page = ServedPage.start("reactive");
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			page.close();
			browser.close();
		}
	}

	@BeforeEach
	void open() {
		this.tab = browser.open().size(1280, 900);
	}

	@AfterEach
	void nothingWentWrongAndNothingCameFromOutside() {
		assertThat(this.tab.problems()).isEmpty();
		assertThat(this.tab.requests()).isNotEmpty()
			.allMatch((address) -> address.equals("about:blank") || address.startsWith("http://127.0.0.1:"));
		this.tab.close();
	}

	private Tab visit(String query) {
		return this.tab.visit(page.address() + query);
	}

	private List<String> texts(String selector) {
		return this.tab.evaluate("[...document.querySelectorAll('" + selector + "')].map((node) => node.textContent)")
			.valueStream()
			.map((text) -> text.asString())
			.toList();
	}

	@Test
	void everyProviderHasARowWithItsFiguresAndItsReason() {
		visit("");
		assertThat(texts(".ranking .provider")).containsExactlyInAnyOrderElementsOf(BusyHour.PROVIDERS);
		assertThat(texts(".ranking .place")).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
		assertThat(texts(".ranking .why")).hasSize(10).allMatch((why) -> why.matches("(First|Below|Tied).*\\."));
		assertThat(texts(".figures .success .value")).allMatch((rate) -> rate.matches("[0-9.]+ %"));
		assertThat(texts(".figures .success .detail")).allMatch((rate) -> rate.matches("[0-9.]+–[0-9.]+"));
		assertThat(texts(".figures .latency .value")).allMatch((value) -> value.matches("[0-9.]+ m?s · [0-9.]+ m?s"));
		assertThat(texts(".figures .circuit .value")).containsOnlyOnce("open").contains("closed");
		assertThat(this.tab.text("#leader")).isEqualTo("swift / swift-1");
		assertThat(this.tab.text("#leader-why")).isEqualTo(texts(".ranking .why").get(0));
		assertThat(this.tab.evaluate("document.querySelectorAll('.density path.area').length").asInt()).isEqualTo(10);
		assertThat(this.tab.evaluate("document.querySelectorAll('.interval .range').length").asInt()).isEqualTo(10);
	}

	@Test
	void namesAreTextAndNeverMarkup() {
		visit("?window=1h");
		this.tab.await("document.querySelectorAll('.calls tbody tr').length > 0");
		assertThat(texts(".ranking .provider")).contains(BusyHour.HOSTILE);
		assertThat(texts(".key")).anyMatch((name) -> name.startsWith(BusyHour.HOSTILE));
		assertThat(this.tab.text(".calls tbody")).contains(BusyHour.HOSTILE);
		assertThat(this.tab.evaluate("document.querySelectorAll('main img').length").asInt()).isZero();
		assertThat(this.tab.evaluate("window.hit === undefined").asBoolean()).isTrue();
	}

	@Test
	void windowAndOrderAreSwitchedByKeyboard() {
		visit("");
		this.tab.tabTo("input[name=window]");
		this.tab.press("ArrowRight", 39);
		this.tab.await("held.size === 1 && new URLSearchParams(location.search).get('window') === '1h'");
		this.tab.tabTo("select[name=sort]");
		this.tab.press("End", 35);
		this.tab.await("held.size === 1 && new URLSearchParams(location.search).get('sort') === 'name'");
		assertThat(texts(".ranking .provider")).isSorted();
		this.tab.tabTo("th.latency button");
		this.tab.press("Enter", 13);
		this.tab.await("held.size === 1 && document.querySelector('th.latency').ariaSort === 'ascending'");
		assertThat(texts(".ranking .provider")).startsWith("swift", "steady");
		assertThat(this.tab.evaluate("document.activeElement.textContent").asString()).isEqualTo("Latency");
		assertThat(this.tab.text("#announcer")).isEqualTo("Window 1h, sorted by latency, 10 rows.");
		assertThat(this.tab.requests()).anyMatch((address) -> address.contains("?window=1h&sort=name&"));
	}

	@Test
	void addressOpensWithItsWindowAndOrder() {
		visit("?window=all&sort=cost");
		assertThat(this.tab.evaluate("document.querySelector('[name=window]:checked').value").asString())
			.isEqualTo("all");
		assertThat(this.tab.evaluate("document.querySelector('[name=sort]').value").asString()).isEqualTo("cost");
		assertThat(this.tab.evaluate("document.querySelector('[aria-sort] button').textContent").asString())
			.isEqualTo("Cost");
	}

	@Test
	void rowIsOpenedByKeyboardAndStaysOpen() {
		visit("");
		this.tab.tabTo(".opener");
		this.tab.press("Enter", 13);
		assertThat(this.tab.evaluate("document.activeElement.ariaExpanded").asString()).isEqualTo("true");
		assertThat(texts(".details:not([hidden]) h3")).contains("Latency", "First token", "Calls", "Tokens", "Cost");
		this.tab.refresh();
		assertThat(this.tab.evaluate("document.activeElement.className").asString()).isEqualTo("opener");
		assertThat(texts(".details:not([hidden]) h3")).contains("Kinds of calls, by input tokens");
		this.tab.press("Enter", 13);
		assertThat(texts(".details:not([hidden]) h3")).isEmpty();
	}

	@Test
	void refreshIsPausedWhileTheTabIsHidden() {
		visit("");
		this.tab.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }); "
				+ "document.dispatchEvent(new Event('visibilitychange'))");
		assertThat(this.tab.evaluate("held.size").asInt()).isZero();
		this.tab.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
		this.tab.await("held.size === 1");
	}

	@Test
	void pageSaysThatTheServerIsAwayAndThatItIsBack() {
		visit("");
		this.tab.online(false);
		this.tab.refresh();
		assertThat(this.tab.text("#connection")).startsWith("The server is away; figures of ");
		assertThat(this.tab.text("#announcer")).isEqualTo("The server is away.");
		assertThat(this.tab.evaluate("document.body.className").asString()).isEqualTo("stale");
		assertThat(texts(".ranking .provider")).hasSize(10);
		this.tab.online(true);
		this.tab.refresh();
		assertThat(this.tab.text("#connection")).startsWith("Live");
		assertThat(this.tab.text("#announcer")).isEqualTo("The server is there again.");
		this.tab.problems().removeIf((problem) -> problem.contains("ERR_INTERNET_DISCONNECTED"));
	}

	@Test
	void refreshOfTenProvidersIsSmall() {
		visit("?window=1h");
		this.tab.loaded().clear();
		this.tab.refresh();
		this.tab.await("held.size === 1");
		assertThat(this.tab.loaded()).extracting(Tab.Loaded::address)
			.anyMatch((address) -> address.contains("/llm-metrics?"))
			.anyMatch((address) -> address.contains("/llm-calls?"));
		long bytes = this.tab.loaded().stream().mapToLong(Tab.Loaded::bytes).sum();
		assertThat(bytes).as("bytes of a refresh: " + this.tab.loaded()).isBetween(10_000L, (long) REFRESH_BYTES);
	}

	@Test
	void linesAreDrawnForEveryProviderAndCanBeHidden() {
		visit("");
		assertThat(this.tab.evaluate("document.querySelectorAll('.charts canvas').length").asInt()).isEqualTo(4);
		assertThat(this.tab.evaluate("document.querySelector('.plot').ariaLabel").asString())
			.startsWith("Latency, p95 over the last hour; latest: ")
			.contains("swift / swift-1 ");
		this.tab.tabTo(".key");
		String first = this.tab.evaluate("document.activeElement.textContent").asString();
		this.tab.press("Enter", 13);
		assertThat(this.tab.evaluate("document.activeElement.ariaPressed").asString()).isEqualTo("false");
		assertThat(this.tab.evaluate("document.querySelector('.plot').ariaLabel").asString()).doesNotContain(first);
	}

	@Test
	void recentCallsTellTheRoutersReasons() {
		visit("");
		this.tab.await("document.querySelectorAll('.calls tbody tr').length === 10");
		assertThat(this.tab.text(".calls tbody tr")).contains("default", "stream", "900 ms");
		assertThat(texts(".calls .why").get(0)).startsWith("adaptive: ")
			.endsWith("asked (250 ms, 1 in flight); 9 others not needed");
	}

	@ParameterizedTest
	@CsvSource({ "light,1280", "dark,1280", "light,360", "dark,360" })
	void textHasContrastAndFitsTheScreen(String scheme, int width) throws IOException {
		this.tab.scheme(scheme).size(width, 900);
		visit("");
		this.tab.await("document.querySelectorAll('.calls tbody tr').length > 0");
		this.tab.evaluate("document.querySelector('.opener').click()");
		assertThat(this.tab.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(width);
		assertThat(this.tab.evaluate(new String(getClass().getResourceAsStream("contrast.js").readAllBytes())))
			.as("texts with a contrast below 4.5")
			.isEmpty();
		this.tab.screenshot(PICTURES.resolve(scheme + "-" + width + ".png"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1280, 360 })
	void comparisonIsATableForAssistiveTechnology(int width) {
		this.tab.size(width, 900);
		visit("");
		List<String> roles = this.tab.send("Accessibility.getFullAXTree", Map.of())
			.get("nodes")
			.valueStream()
			.map((node) -> node.at("/role/value").asString(""))
			.toList();
		assertThat(roles).contains("table", "banner", "main", "radio", "combobox", "status");
		assertThat(roles.stream().filter("rowheader"::equals)).hasSize(10);
		assertThat(roles.stream().filter("columnheader"::equals)).hasSizeGreaterThanOrEqualTo(10);
		assertThat(roles.stream().filter("cell"::equals)).hasSizeGreaterThanOrEqualTo(100);
	}

	@Test
	void themeIsChosenByKeyboardAndKept() {
		this.tab.scheme("light");
		visit("");
		String light = background();
		this.tab.tabTo("#theme");
		this.tab.press("End", 35);
		this.tab.await("document.documentElement.dataset.theme === 'dark'");
		assertThat(background()).isNotEqualTo(light);
		visit("");
		assertThat(this.tab.evaluate("document.querySelector('#theme').value").asString()).isEqualTo("dark");
		this.tab.evaluate("localStorage.clear()");
	}

	private String background() {
		return this.tab.evaluate("getComputedStyle(document.body).backgroundColor").asString();
	}

	@Test
	void pageWorksOnMvcOnAPortOfItsOwnUnderOtherPaths() {
		try (ServedPage elsewhere = ServedPage.startElsewhere("servlet")) {
			this.tab.visit(elsewhere.address());
			this.tab.await("document.querySelectorAll('.calls tbody tr').length > 0");
			assertThat(texts(".ranking .provider")).hasSize(10);
		}
	}

	@Test
	void pageWorksWithoutRecentCallsAndWithoutACall() {
		try (ServedPage bare = ServedPage.start("servlet", "management.endpoints.web.exposure.include=llm-metrics",
				"management.endpoint.llm-metrics.access=unrestricted")) {
			this.tab.visit(bare.address());
			assertThat(this.tab.text("#calls")).isEqualTo("They are shown where the endpoint llm-calls is exposed.");
			this.tab.evaluate("fetch(location.pathname, { method: 'DELETE' }).then((answer) => answer.ok)");
			this.tab.refresh();
			assertThat(this.tab.text("#leader")).isEqualTo("No calls yet");
			assertThat(this.tab.text(".empty")).startsWith("No calls in this window yet");
		}
	}

}
