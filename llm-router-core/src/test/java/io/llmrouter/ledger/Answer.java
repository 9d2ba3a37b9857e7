package io.llmrouter.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Answer of a server to one request, in the words of the OpenAI wire.
 *
 * @param out where to send it
 * @param stream whether a stream was asked for
 * @param inPieces whether each part is sent on its own
 */
record Answer(OutputStream out, boolean stream, boolean inPieces) {

	private static final List<String> STREAM = List.of(
			"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
			event("{\"role\":\"assistant\",\"content\":\"\"}", "null"), event("{\"content\":\"Hello \"}", "null"),
			event("{\"content\":\"there\"}", "null"), event("{}", "\"stop\""),
			chunk("{\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}"),
			chunk("[DONE]") + "0\r\n\r\n");

	private static final List<String> WHOLE = whole("{\"id\":\"c\",\"model\":\"m\",",
			"\"choices\":[{\"message\":{\"content\":\"Hello ",
			"there\"},\"finish_reason\":\"stop\"}]," + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}");

	private static String event(String delta, String finish) {
		return chunk("{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" + delta
				+ ",\"finish_reason\":" + finish + "}]}");
	}

	private static String chunk(String data) {
		String event = "data: " + data + "\n\n";
		return Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
	}

	private static List<String> whole(String first, String second, String third) {
		int length = first.length() + second.length() + third.length();
		return List.of("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n",
				first, second, third);
	}

	void whole() throws IOException {
		begin(parts().size());
	}

	/**
	 * Send the first parts. Of a stream the third has the first content, and none but the
	 * last ends an answer.
	 * @param count how many
	 */
	void begin(int count) throws IOException {
		List<String> parts = parts().subList(0, count);
		if (!this.inPieces) {
			send(String.join("", parts));
			return;
		}
		for (String part : parts) {
			send(part);
		}
	}

	void refuse(int status, String headers) throws IOException {
		String body = (status == 429) ? "{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}"
				: "{\"error\":{\"message\":\"try later\"}}";
		send("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n" + headers + "Content-Length: "
				+ body.length() + "\r\n\r\n" + body);
	}

	private List<String> parts() {
		return this.stream ? STREAM : WHOLE;
	}

	private void send(String text) throws IOException {
		this.out.write(text.getBytes(StandardCharsets.UTF_8));
		this.out.flush();
	}

}
