package io.llmrouter.actuate.page;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriUtils;

/**
 * Page of the endpoint {@code llm-metrics} at the path of the endpoint, and its parts
 * below it, three segments deep, where no provider and no model can be. Every address in
 * it is relative, so it does not matter what stands before: a context path, a base path
 * or a proxy.
 */
final class MetricsPage {

	private static final EndpointId METRICS = EndpointId.of("llmMetrics");

	private static final EndpointId CALLS = EndpointId.of("llmCalls");

	private static final String FOLDER = "/page/parts/";

	private static final List<String> PARTS = List.of("page.css", "uPlot.min.css", "uPlot.iife.min.js", "theme.js",
			"page.js", "view.js", "table.js", "strips.js", "details.js", "charts.js", "history.js", "calls.js",
			"format.js", "icon.svg");

	private final @Nullable PageFile page;

	private final Map<String, PageFile> files = new LinkedHashMap<>();

	/**
	 * Create a page, without files where the endpoint is not exposed.
	 * @param endpoints the endpoints and their paths
	 */
	MetricsPage(PathMappedEndpoints endpoints) {
		String path = endpoints.getPath(METRICS);
		if (path == null) {
			this.page = null;
			return;
		}
		String calls = endpoints.getPath(CALLS);
		this.page = PageFile.page(text(path, (calls != null) ? relative(path, calls) : ""));
		this.files.put(path, this.page);
		PARTS.forEach((name) -> this.files.put(path + FOLDER + name, PageFile.part(name)));
	}

	private static String text(String path, String calls) {
		String folder = path.substring(path.lastIndexOf('/') + 1) + FOLDER;
		return new String(PageFile.read("page.html"), StandardCharsets.UTF_8).replace("{parts}/", attribute(folder))
			.replace("{calls}", attribute(calls));
	}

	private static String relative(String from, String to) {
		return "../".repeat(StringUtils.countOccurrencesOf(from, "/") - 1) + to.substring(1);
	}

	private static String attribute(String path) {
		return HtmlUtils.htmlEscape(UriUtils.encodePath(path, StandardCharsets.UTF_8));
	}

	/**
	 * Return the files.
	 * @return the files by their paths
	 */
	Map<String, PageFile> files() {
		return this.files;
	}

	/**
	 * Return whether a request is meant for a file. One for the page may be meant for its
	 * figures: it is for the page where HTML is named, and JSON is not or comes after it.
	 * @param file the file at the path of the request
	 * @param headers the headers of the request
	 * @return whether the file answers it
	 */
	boolean isWanted(Object file, HttpHeaders headers) {
		return file != this.page || prefersHtml(headers);
	}

	private static boolean prefersHtml(HttpHeaders headers) {
		try {
			return headers.getAccept()
				.stream()
				.filter((type) -> type.getQualityValue() > 0 && (isHtml(type) || isJson(type)))
				.reduce((first, next) -> (next.getQualityValue() > first.getQualityValue()) ? next : first)
				.filter(MetricsPage::isHtml)
				.isPresent();
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private static boolean isHtml(MediaType type) {
		return type.equalsTypeAndSubtype(MediaType.TEXT_HTML);
	}

	private static boolean isJson(MediaType type) {
		return type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON) || "json".equals(type.getSubtypeSuffix());
	}

}
