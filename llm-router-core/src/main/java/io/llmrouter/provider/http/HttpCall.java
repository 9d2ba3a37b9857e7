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

	@Override
	public String toString() {
		return "HttpCall[" + this.site + ", " + this.body.length + " bytes]";
	}

}
