package io.llmrouter.sample.upstream.wire;

import io.llmrouter.sample.upstream.answer.Refusal;
import io.llmrouter.sample.upstream.answer.RefusedException;
import io.netty.handler.codec.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * HTTP request to a simulated provider. Its text form shows neither headers nor content.
 *
 * @param uri the path and the query
 * @param model the model that the path names, or an empty text
 * @param headers the headers
 * @param body the body
 * @since 0.1.0
 */
public record WireRequest(String uri, String model, HttpHeaders headers, JsonNode body) {

	/**
	 * Read a request.
	 * @param uri the path and the query
	 * @param model the model that the path names, or an empty text
	 * @param headers the headers
	 * @param body the bytes of the body
	 * @return the request
	 * @throws RefusedException if the body is not JSON
	 */
	public static WireRequest parse(String uri, String model, HttpHeaders headers, byte[] body) {
		try {
			return new WireRequest(uri, model, headers, JsonMapper.shared().readTree(body));
		}
		catch (JacksonException ex) {
			// Jackson's message may quote the body: it is not passed on.
			throw Refusal.invalid("We could not parse the JSON body of your request.");
		}
	}

	boolean hasKey(String header) {
		String key = this.headers.get(header, "");
		return !key.isBlank() && !key.strip().equals("Bearer");
	}

	@Override
	public String toString() {
		return "WireRequest[" + this.model + "]";
	}

}
