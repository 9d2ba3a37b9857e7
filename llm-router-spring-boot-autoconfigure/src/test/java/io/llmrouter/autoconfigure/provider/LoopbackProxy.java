package io.llmrouter.autoconfigure.provider;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Proxy on loopback that speaks HTTP tunnels and SOCKS 5, asks for user and password, and
 * leads to one server whatever target it is asked for.
 */
final class LoopbackProxy implements AutoCloseable {

	static final String LOGIN = "user:pass-canary";

	private final ServerSocket listener;

	private final int target;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "loopback-proxy");
		thread.setDaemon(true);
		return thread;
	});

	private final List<Closeable> sockets = new CopyOnWriteArrayList<>();

	private final List<String> targets = new CopyOnWriteArrayList<>();

	LoopbackProxy(int target) {
		this.target = target;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Return the targets that clients with the right login asked for.
	 * @return the targets, each as protocol, host and port
	 */
	List<String> targets() {
		return this.targets;
	}

	@Override
	public void close() throws IOException {
		this.threads.shutdownNow();
		this.listener.close();
		for (Closeable socket : this.sockets) {
			socket.close();
		}
	}

	private void accept() {
		try {
			while (!this.listener.isClosed()) {
				Socket socket = this.listener.accept();
				this.sockets.add(socket);
				this.threads.execute(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// Closed by the test.
		}
	}

	private void serve(Socket client) {
		try (client) {
			DataInputStream in = new DataInputStream(client.getInputStream());
			DataOutputStream out = new DataOutputStream(client.getOutputStream());
			int first = in.read();
			if ((first == 5) ? socks(in, out) : tunnel((char) first, in, out)) {
				connect(client);
			}
		}
		catch (IOException ex) {
			// The client or the test went away.
		}
	}

	private boolean tunnel(char first, DataInputStream in, DataOutputStream out) throws IOException {
		String requestLine = first + line(in);
		boolean allowed = false;
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			String login = Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8));
			allowed |= line.equalsIgnoreCase("proxy-authorization: Basic " + login);
		}
		if (allowed) {
			this.targets.add("http " + requestLine.split(" ")[1]);
		}
		out.write(("HTTP/1.1 " + (allowed ? "200 Established" : "407 Login") + "\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		return allowed;
	}

	private static String line(DataInputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
			if (next != '\r') {
				line.write(next);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	// RFC 1928, and RFC 1929 for the login.
	private boolean socks(DataInputStream in, DataOutputStream out) throws IOException {
		in.readNBytes(in.read());
		out.write(new byte[] { 5, 2 });
		in.readByte();
		String user = text(in);
		boolean allowed = LOGIN.equals(user + ":" + text(in));
		out.write(new byte[] { 1, (byte) (allowed ? 0 : 1) });
		if (allowed) {
			// Version, command, reserved byte, and the kind of address: a name.
			assertThatNameFollows(in.readNBytes(4));
			this.targets.add("socks5 " + text(in) + ":" + in.readUnsignedShort());
			out.write(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
		}
		return allowed;
	}

	private static void assertThatNameFollows(byte[] request) throws IOException {
		if (request[3] != 3) {
			throw new IOException("The client resolved the name itself");
		}
	}

	private static String text(DataInputStream in) throws IOException {
		return new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
	}

	private void connect(Socket client) throws IOException {
		Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
		this.sockets.add(server);
		this.threads.execute(() -> copy(server, client));
		copy(client, server);
	}

	private static void copy(Socket from, Socket to) {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// One side went away.
		}
	}

}
