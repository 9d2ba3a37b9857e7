package io.llmrouter.benchmarks.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Connection of a client that does as little as it can, so that it measures the server:
 * it writes ready bytes, and of an answer it reads the status, the length and the times
 * in the tokens. Used by one thread.
 */
final class WireConnection implements AutoCloseable {

	private static final String TOKEN = "\"content\":\"t";

	private final Socket socket;

	private final InputStream in;

	private final byte[] buffer = new byte[65_536];

	private final StringBuilder line = new StringBuilder();

	private int from;

	private int to;

	private int status;

	private long length;

	WireConnection(URI uri) {
		try {
			this.socket = new Socket(uri.getHost(), uri.getPort());
			this.socket.setTcpNoDelay(true);
			this.socket.setSoTimeout(60_000);
			this.in = this.socket.getInputStream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static byte[] request(URI uri, String body) {
		return ("POST " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
				+ "\r\nContent-Type: application/json\r\nAccept: */*\r\nAuthorization: Bearer none\r\nContent-Length: "
				+ body.length() + "\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Ask, and read the whole answer.
	 * @param request the request
	 */
	void ask(byte[] request) {
		stream(request, Long.MAX_VALUE, (nanos) -> {
		});
	}

	/**
	 * Ask, and read the tokens of the answer.
	 * @param request the request
	 * @param most how many tokens to read at most
	 * @param delays takes the time from the provider's sending of a token to its arrival
	 * here, in nanoseconds
	 */
	void stream(byte[] request, long most, LongConsumer delays) {
		try {
			this.socket.getOutputStream().write(request);
			readHead();
			if (this.status != 200) {
				throw new IllegalStateException("The answer has status " + this.status);
			}
			if (this.length >= 0) {
				skip(this.length);
			}
			else {
				readChunks(most, delays);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void readHead() throws IOException {
		this.status = Integer.parseInt(readLine().substring(9, 12));
		this.length = -1;
		for (String header = readLine(); !header.isEmpty(); header = readLine()) {
			if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
				this.length = Long.parseLong(header.substring(15).trim());
			}
		}
	}

	private void readChunks(long most, LongConsumer delays) throws IOException {
		long tokens = 0;
		int size = Integer.parseInt(readLine(), 16);
		StringBuilder event = new StringBuilder();
		while (size > 0) {
			for (int i = 0; i < size; i++) {
				char sign = (char) read();
				if (sign != '\n') {
					event.append(sign);
				}
				else if (tell(event, delays) && ++tokens == most) {
					return;
				}
			}
			readLine();
			size = Integer.parseInt(readLine(), 16);
		}
		readLine();
	}

	private static boolean tell(StringBuilder event, LongConsumer delays) {
		int at = event.indexOf(TOKEN);
		if (at >= 0) {
			long arrived = System.nanoTime();
			int start = at + TOKEN.length();
			delays.accept(arrived - Long.parseLong(event, start, event.indexOf(" ", start), 10));
		}
		event.setLength(0);
		return at >= 0;
	}

	private String readLine() throws IOException {
		this.line.setLength(0);
		for (char sign = (char) read(); sign != '\n'; sign = (char) read()) {
			if (sign != '\r') {
				this.line.append(sign);
			}
		}
		return this.line.toString();
	}

	private void skip(long bytes) throws IOException {
		long left = bytes;
		while (left > 0) {
			fill();
			int now = (int) Math.min(left, this.to - this.from);
			this.from += now;
			left -= now;
		}
	}

	private int read() throws IOException {
		fill();
		return this.buffer[this.from++];
	}

	private void fill() throws IOException {
		if (this.from == this.to) {
			this.from = 0;
			this.to = this.in.read(this.buffer);
			if (this.to < 0) {
				throw new IOException("The server closed the connection in the middle of an answer");
			}
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
