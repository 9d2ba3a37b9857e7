package io.llmrouter.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import io.llmrouter.testing.ScriptedServer;

/**
 * Connection of one request on which a provider sends the good answer part by part, and
 * whatever a fault puts in between.
 */
final class Line {

	static final String TEXT = "Hello there";

	private static final String EVENT = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":%s}]}";

	private static final String ROLE = event("{\"role\":\"assistant\",\"content\":\"\"}");

	private static final String HELLO = event("{\"content\":\"Hello \"}");

	private static final String THERE = event("{\"content\":\"there\"}");

	private static final String FINISH = data(
			"{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");

	private static final String USAGE = data(
			"{\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}");

	private static final String[] WHOLE = { "{\"id\":\"c\",\"model\":\"m\",",
			"\"choices\":[{\"message\":{\"content\":" + "\"Hello ",
			"there\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}" };

	private static final String[] STREAM = { chunk(ROLE), chunk(HELLO), chunk(THERE) + chunk(FINISH) + chunk(USAGE) };

	private static final int ENDLESS = 1_000_000;

	/** The chunks that the parts of a stream become. */
	private static final int[] CHUNKS = { 1, 2, 5 };

	private final ScriptedServer.Connection connection;

	private final Attempts attempts;

	private final boolean stream;

	private int chunks;

	private boolean endless;

	private int status = 200;

	Line(ScriptedServer.Connection connection, Attempts attempts) {
		this.connection = connection;
		this.attempts = attempts;
		this.stream = connection.request().body().contains("\"stream\":true");
	}

	private static String event(String delta) {
		return data(EVENT.formatted(delta));
	}

	static String data(String json) {
		return "data: " + json + "\n\n";
	}

	static String chunk(String text) {
		return Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n";
	}

	boolean isStream() {
		return this.stream;
	}

	String headText() {
		if (this.stream) {
			return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
		}
		int length = this.endless ? ENDLESS : String.join("", WHOLE).length();
		return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
	}

	/**
	 * Promise a body that will never be complete.
	 * @return this
	 */
	Line endless() {
		this.endless = true;
		return this;
	}

	String bodyText() {
		return this.stream ? String.join("", STREAM) + endText() : String.join("", WHOLE);
	}

	private String endText() {
		return this.stream ? chunk("data: [DONE]\n\n") + "0\r\n\r\n" : "";
	}

	/**
	 * Send the good answer up to a phase.
	 * @param phase the phase
	 * @return this
	 */
	Line upTo(Phase phase) throws IOException {
		if (phase.compareTo(Phase.HEADERS) > 0) {
			send(headText());
		}
		for (int part = 0; part < phase.parts(); part++) {
			send(this.stream ? STREAM[part] : WHOLE[part]);
			this.chunks = this.stream ? CHUNKS[part] : 0;
		}
		return this;
	}

	/**
	 * Send what the good answer holds from a phase on.
	 * @param phase the phase
	 */
	void onFrom(Phase phase) throws IOException {
		for (int part = phase.parts(); part < WHOLE.length; part++) {
			send(this.stream ? STREAM[part] : WHOLE[part]);
		}
		send(endText());
		this.connection.keep();
	}

	Line send(String text) throws IOException {
		this.connection.send(text);
		return this;
	}

	Line send(byte[] bytes) throws IOException {
		this.connection.send(bytes);
		return this;
	}

	/**
	 * Send what a stream holds within its chunks, or the bytes as they are where the
	 * answer is whole.
	 * @param text what to send
	 * @return this
	 */
	Line within(String text) throws IOException {
		return send(this.stream ? chunk(text) : text);
	}

	/**
	 * Send a whole response of another kind.
	 * @param status the status
	 * @param type the content type
	 * @param body the body
	 * @param headers further headers
	 */
	void respond(int status, String type, String body, String... headers) throws IOException {
		this.connection.respond(status, type, body, headers);
	}

	/**
	 * Send the good answer up to a phase and wait for a moment, as time really passes.
	 * @param phase the phase
	 * @return this
	 */
	Line late(Phase phase) throws IOException, InterruptedException {
		upTo(phase).connection.pause(Duration.ofMillis(50));
		return (phase == Phase.HEADERS) ? send(headText()) : this;
	}

	/**
	 * Send the good answer with a line of padding in front of it, which says nothing.
	 * @param length the length of the line
	 */
	void padded(int length) throws IOException {
		if (this.stream) {
			send(headText()).within(": " + "x".repeat(length) + "\n\n").onFrom(Phase.HEADERS);
		}
		else {
			respond(200, "application/json", " ".repeat(length) + wholeBody());
		}
	}

	/**
	 * Send a stream, whatever was asked for.
	 */
	void streamed() throws IOException {
		send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
		send(String.join("", STREAM) + chunk("data: [DONE]\n\n") + "0\r\n\r\n");
		this.connection.keep();
	}

	static String wholeBody() {
		return String.join("", WHOLE);
	}

	void reset() throws IOException {
		this.connection.reset();
	}

	/**
	 * Fall silent, until the client closes the connection.
	 */
	void stall() {
		this.attempts.stalledAfter(this.chunks);
		this.connection.awaitClosed();
	}

	/**
	 * Fall silent where the client waits for no more than a moment. A whole answer is
	 * complete already.
	 */
	void stallBriefly() {
		if (this.stream || this.status != 200) {
			this.attempts.quiet();
			this.connection.awaitClosed();
		}
		else {
			this.connection.keep();
		}
	}

	/**
	 * Begin a refusal that never comes to its end.
	 * @param newStatus the status
	 * @return this
	 */
	Line refuse(int newStatus) throws IOException {
		this.status = newStatus;
		return send("HTTP/1.1 " + newStatus + " X\r\nContent-Length: 100\r\n\r\n{");
	}

	/**
	 * Send something again and again that says nothing, until the client closes the
	 * connection.
	 * @param something what to send
	 */
	void repeat(String something) throws IOException, InterruptedException {
		this.attempts.stalledAfter(this.chunks);
		while (true) {
			within(something);
			this.connection.pause(Duration.ofMillis(2));
		}
	}

	/**
	 * Send bytes one at a time, slower than anybody waits, until the client closes the
	 * connection.
	 * @param text the bytes
	 */
	void dribble(String text) throws IOException, InterruptedException {
		this.attempts.stalledAfter(this.chunks);
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < bytes.length - 1; i++) {
			send(new byte[] { bytes[i] });
			this.connection.pause(Duration.ofMillis(2));
		}
		this.connection.awaitClosed();
	}

	/**
	 * Send bytes in slices.
	 * @param text the bytes
	 * @param size the size of a slice
	 */
	void sliced(String text, int size) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		for (int from = 0; from < bytes.length; from += size) {
			send(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
		}
		this.connection.keep();
	}

}
