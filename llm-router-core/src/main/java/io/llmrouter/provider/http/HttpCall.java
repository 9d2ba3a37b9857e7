package io.llmrouter.provider.http;

import java.net.URI;
import java.util.function.Consumer;

import org.springframework.http.HttpHeaders;

/**
 * One HTTP request to a provider. Its text form shows neither headers nor content.
 *
 * @param site who is asked, for the messages of failures
 * @param uri where to send it
 * @param headers sets the headers of the provider, its key among them
 * @param body the JSON to send
 * @since 0.1.0
 */
public record HttpCall(CallSite site, URI uri, Consumer<HttpHeaders> headers, byte[] body) {

	/**
	 * Join a base URL and a path as they are, with one slash. A query of the base URL
	 * stays behind the path.
	 * @param baseUrl the base URL
	 * @param path the path
	 * @return the address
	 */
	public static URI join(URI baseUrl, String path) {
		String base = baseUrl.toString();
		int query = base.indexOf('?');
		String parameters = (query >= 0) ? base.substring(query) : "";
		String front = (query >= 0) ? base.substring(0, query) : base;
		String trimmed = front.endsWith("/") ? front.substring(0, front.length() - 1) : front;
		return URI.create(trimmed + (path.startsWith("/") ? "" : "/") + path + parameters);
	}

	@Override
	public String toString() {
		return "HttpCall[" + this.site + ", " + this.body.length + " bytes]";
	}

}
