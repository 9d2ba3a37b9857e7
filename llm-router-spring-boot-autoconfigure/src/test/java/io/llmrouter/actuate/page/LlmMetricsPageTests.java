package io.llmrouter.actuate.page;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is served to whom.
 */
class LlmMetricsPageTests {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
			+ "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

	private static List<String> parts(String page) {
		return Pattern.compile("(?:href|src)=\"([^#\"]+)\"")
			.matcher(page)
			.results()
			.map((part) -> part.group(1))
			.toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactive", "servlet" })
	void browsersGetThePageAndOthersTheFigures(String type) {
		try (ServedPage page = ServedPage.start(type)) {
			for (String accept : List.of(ServedPage.BROWSER, "text/html", "application/json;q=0.5,text/html",
					"text/html,application/json")) {
				assertThat(page.get("?window=1h", accept).headers().firstValue("Content-Type")).as(accept)
					.hasValue("text/html;charset=UTF-8");
			}
			for (String accept : List.of("*/*", "application/json", "application/json,text/html",
					"text/html;q=0.5,application/json", "application/vnd.spring-boot.actuator.v3+json,*/*",
					"text/*,*/*", "text/html;q=0,*/*")) {
				assertThat(page.get("?window=1h", accept).body()).as(accept).startsWith("{\"generatedAt\"");
			}
			assertThat(page.get("", "nonsense").statusCode()).isGreaterThanOrEqualTo(400);
			assertThat(page.get("llm-metrics/swift", ServedPage.BROWSER).body()).startsWith("{\"generatedAt\"");
			assertThat(page.get("llm-metrics/page/parts", "*/*").body()).startsWith("{\"generatedAt\"");
			HttpRequest delete = HttpRequest.newBuilder(page.uri("")).DELETE().header("Accept", "text/html").build();
			assertThat(page.send(delete).statusCode()).isEqualTo(405);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactive", "servlet" })
	void partsAreServedWhereverTheEndpointsAre(String type) {
		try (ServedPage usual = ServedPage.start(type); ServedPage other = ServedPage.startElsewhere(type)) {
			for (ServedPage page : List.of(usual, other)) {
				String text = page.get("", ServedPage.BROWSER).body();
				assertThat(parts(text)).hasSizeGreaterThan(5).allSatisfy((part) -> {
					assertThat(part).doesNotContain("//").doesNotStartWith("/");
					assertThat(page.get(part, "*/*").statusCode()).as(part).isEqualTo(200);
				});
				String calls = Pattern.compile("data-calls=\"(.*?)\"")
					.matcher(text)
					.results()
					.findFirst()
					.orElseThrow()
					.group(1);
				assertThat(page.get(calls, "application/json").body()).contains("\"calls\"");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactive", "servlet" })
	void everyFileLimitsWhatABrowserMayDo(String type) {
		try (ServedPage page = ServedPage.start(type)) {
			HttpResponse<String> answer = page.get("", ServedPage.BROWSER);
			assertLimited(answer);
			assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
			assertThat(answer.headers().allValues("Vary")).anyMatch((vary) -> vary.contains("Accept"));
			for (String part : parts(answer.body())) {
				HttpResponse<String> file = page.get(part, "*/*");
				assertLimited(file);
				String tag = file.headers().firstValue("ETag").orElseThrow();
				HttpRequest again = HttpRequest.newBuilder(page.uri(part)).header("If-None-Match", tag).build();
				assertThat(page.send(again).statusCode()).isEqualTo(304);
			}
		}
	}

	private static void assertLimited(HttpResponse<String> answer) {
		assertThat(answer.headers().firstValue("Content-Security-Policy")).hasValue(POLICY);
		assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactive", "servlet" })
	void nothingIsServedWhereTheEndpointIsNot(String type) {
		for (String off : List.of("management.endpoints.web.exposure.include=health,llm-calls",
				"management.endpoint.llm-metrics.access=none", "llm.router.metrics.enabled=false")) {
			try (ServedPage page = ServedPage.start(type, off, "management.endpoints.jmx.exposure.include=*")) {
				assertThat(page.get("", ServedPage.BROWSER).statusCode()).as(off).isEqualTo(404);
				assertThat(page.get("llm-metrics/page/parts/page.js", "*/*").statusCode()).as(off).isEqualTo(404);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactive", "servlet" })
	void pageKnowsWhereRecentCallsAreNotExposed(String type) {
		try (ServedPage page = ServedPage.start(type, "management.endpoints.web.exposure.include=llm-metrics")) {
			assertThat(page.get("", ServedPage.BROWSER).body()).contains("data-calls=\"\"");
		}
	}

}
