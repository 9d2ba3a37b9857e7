package io.llmrouter.sample.upstream.wire;

import java.util.Map;

/**
 * Whole HTTP answer that tells an error.
 *
 * @param status the HTTP status
 * @param headers the headers without the content type, which is JSON
 * @param body the JSON
 * @since 0.1.0
 */
public record ErrorReply(int status, Map<String, String> headers, String body) {

	public ErrorReply {
		headers = Map.copyOf(headers);
	}

}
