package io.llmrouter.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * HTTP server on loopback whose answers a test scripts byte by byte: what it sends, how
 * long it waits, and how it closes or resets the connection.
 */
public final class ScriptedServer implements AutoCloseable {

	private final ServerSocket listener;

	private final ExecutorService threads = Executors.newCachedThreadPool(ScriptedServer::daemon);

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger busy = new AtomicInteger();

	private final CountDownLatch clientClosed = new CountDownLatch(1);

	private volatile Script script = (connection) -> connection.respond(500, "text/plain", "no script");

	public ScriptedServer() {
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	/**
	 * Set what happens with every request from now on.
	 * @param newScript the script
	 */
	public void script(Script newScript) {
		this.script = newScript;
	}

	public URI uri() {
		return URI.create("http://127.0.0.1:" + this.listener.getLocalPort() + "/v1");
	}

	public List<Request> requests() {
		return this.requests;
	}

	public int connections() {
		return this.connections.get();
	}

	/**
	 * Return how many scripts run at the moment.
	 * @return the requests that were received and not yet done with
	 */
	public int busy() {
		return this.busy.get();
	}

	/**
	 * Wait until a client closes a connection while its script sends or awaits that.
	 * @param limit the longest wait
	 * @return whether it did
	 */
	public boolean awaitClientClosed(Duration limit) {
		try {
			return this.clientClosed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		closeQuietly(this.listener);
		this.sockets.forEach(ScriptedServer::closeQuietly);
	}

	private void accept() {
		try {
			while (!this.listener.isClosed()) {
				Socket socket = this.listener.accept();
				this.sockets.add(socket);
				this.connections.incrementAndGet();
				this.threads.execute(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// Closed by the test.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			socket.setTcpNoDelay(true);
			Request request = read(socket.getInputStream());
			while (request != null) {
				this.busy.incrementAndGet();
				this.requests.add(request);
				Connection connection = new Connection(socket, request);
				try {
					run(connection);
				}
				finally {
					this.busy.decrementAndGet();
				}
				request = connection.keptAlive ? read(socket.getInputStream()) : null;
			}
		}
		catch (IOException | InterruptedException ex) {
			// The client or the test went away, as scripts may wish.
		}
	}

	private void run(Connection connection) throws IOException, InterruptedException {
		try {
			this.script.run(connection);
		}
		catch (IOException ex) {
			if (!connection.socket.isClosed()) {
				// The client left while the script was still sending.
				this.clientClosed.countDown();
			}
			throw ex;
		}
	}

	private static Request read(InputStream in) throws IOException {
		String requestLine = line(in);
		if (requestLine.isEmpty()) {
			return null;
		}
		Map<String, String> headers = new TreeMap<>();
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
		}
		int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
		return new Request(requestLine, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
	}

	private static String line(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
			if (next != '\r') {
				line.write(next);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	private static void closeQuietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			// Nothing is left to do.
		}
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "scripted-server");
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * What happens with one request.
	 */
	@FunctionalInterface
	public interface Script {

		void run(Connection connection) throws IOException, InterruptedException;

	}

	/**
	 * Request that was received.
	 *
	 * @param line the request line
	 * @param headers the headers, their names in lower case
	 * @param body the body
	 */
	public record Request(String line, Map<String, String> headers, String body) {

	}

	/**
	 * Connection on which one request was received.
	 */
	public final class Connection {

		private final Socket socket;

		private final Request request;

		private boolean keptAlive;

		Connection(Socket socket, Request request) {
			this.socket = socket;
			this.request = request;
		}

		public Request request() {
			return this.request;
		}

		/**
		 * Keep the connection for the next request.
		 */
		public void keep() {
			this.keptAlive = true;
		}

		/**
		 * Send bytes as they are.
		 * @param text the bytes, as UTF-8 text
		 * @return this connection
		 */
		public Connection send(String text) throws IOException {
			return send(text.getBytes(StandardCharsets.UTF_8));
		}

		public Connection send(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
			return this;
		}

		/**
		 * Send a whole response and keep the connection.
		 * @param status the status
		 * @param type the content type
		 * @param body the body
		 * @param headers further headers, each {@code name: value}
		 */
		public void respond(int status, String type, String body, String... headers) throws IOException {
			StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Type: " + type + "\r\n");
			for (String header : headers) {
				head.append(header).append("\r\n");
			}
			int length = body.getBytes(StandardCharsets.UTF_8).length;
			send(head.append("Content-Length: ").append(length).append("\r\n\r\n").append(body).toString());
			this.keptAlive = true;
		}

		/**
		 * Begin a chunked event stream.
		 * @return this connection
		 */
		public Connection beginEvents() throws IOException {
			return beginStream("text/event-stream");
		}

		/**
		 * Begin a chunked stream.
		 * @param type the content type
		 * @return this connection
		 */
		public Connection beginStream(String type) throws IOException {
			return send("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n");
		}

		/**
		 * Send one chunk.
		 * @param text its content
		 * @return this connection
		 */
		public Connection chunk(String text) throws IOException {
			int length = text.getBytes(StandardCharsets.UTF_8).length;
			return send(Integer.toHexString(length) + "\r\n" + text + "\r\n");
		}

		/**
		 * Send events, one chunk each.
		 * @param data the data of each event
		 * @return this connection
		 */
		public Connection events(String... data) throws IOException {
			for (String event : data) {
				chunk("data: " + event + "\n\n");
			}
			return this;
		}

		/**
		 * Send lines, one chunk each.
		 * @param lines the lines
		 * @return this connection
		 */
		public Connection lines(String... lines) throws IOException {
			for (String line : lines) {
				chunk(line + "\n");
			}
			return this;
		}

		/**
		 * End a chunked stream and keep the connection.
		 */
		public void end() throws IOException {
			send("0\r\n\r\n");
			this.keptAlive = true;
		}

		/**
		 * Reset the connection, so that the client sees no orderly end.
		 */
		public void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

		/**
		 * Wait, unless the test ends first.
		 * @param duration how long
		 * @return this connection
		 */
		public Connection pause(Duration duration) throws InterruptedException {
			new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
			return this;
		}

		/**
		 * Wait until the client closes the connection.
		 */
		public void awaitClosed() {
			try {
				while (this.socket.getInputStream().read() >= 0) {
					continue;
				}
			}
			catch (IOException ex) {
				// A reset is a close as well.
			}
			ScriptedServer.this.clientClosed.countDown();
		}

	}

}
