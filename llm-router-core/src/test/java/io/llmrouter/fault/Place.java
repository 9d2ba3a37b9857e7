package io.llmrouter.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Address at which no HTTP is spoken, for faults before the request.
 */
final class Place implements AutoCloseable {

	private static final int MAX_BACKLOG = 64;

	private static final int LOST_AFTER_MILLIS = 200;

	private final String host;

	private final boolean tls;

	private final ServerSocket listener;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private Place(Site site, String host) throws IOException {
		this.host = host;
		this.tls = site == Site.RESETTING_TLS || site == Site.UNTRUSTED_CERTIFICATE;
		this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
	}

	static Place of(Site site, Path keys) throws Exception {
		Place place = new Place(site, (site == Site.UNKNOWN_HOST) ? Cell.UNKNOWN_HOST : "127.0.0.1");
		switch (site) {
			case CLOSED -> place.listener.close();
			case BLACK_HOLE -> place.fill();
			case RESETTING_TLS -> place.serve(Place::reset);
			case UNTRUSTED_CERTIFICATE -> {
				SSLContext context = Certificates.context(keys);
				place.serve((socket) -> handshake(context, socket));
			}
			default -> {
			}
		}
		return place;
	}

	URI uri() {
		return URI.create((this.tls ? "https://" : "http://") + this.host + ":" + this.listener.getLocalPort() + "/v1");
	}

	// The kernel answers no more connections once its queue is full.
	private void fill() throws IOException {
		for (int i = 0; i < MAX_BACKLOG; i++) {
			Socket socket = new Socket();
			this.sockets.add(socket);
			try {
				socket.connect(this.listener.getLocalSocketAddress(), LOST_AFTER_MILLIS);
			}
			catch (SocketTimeoutException ex) {
				return;
			}
		}
		throw new IOException("The queue of connections has no end here");
	}

	private void serve(Handler handler) {
		Thread thread = new Thread(() -> accept(handler), "place");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept(Handler handler) {
		while (!this.listener.isClosed()) {
			try (Socket socket = this.listener.accept()) {
				handler.handle(socket);
			}
			catch (IOException ex) {
				// The client has left, or the test is over.
			}
		}
	}

	private static void reset(Socket socket) throws IOException {
		socket.getInputStream().read();
		socket.setSoLinger(true, 0);
	}

	private static void handshake(SSLContext context, Socket socket) throws IOException {
		InetSocketAddress peer = (InetSocketAddress) socket.getRemoteSocketAddress();
		try (SSLSocket secure = (SSLSocket) context.getSocketFactory()
			.createSocket(socket, peer.getHostString(), peer.getPort(), true)) {
			secure.setUseClientMode(false);
			secure.startHandshake();
			// Whether the client takes the certificate shows with what it says next.
			secure.getInputStream().read();
		}
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : new ArrayList<>(this.sockets)) {
			socket.close();
		}
	}

	/**
	 * What happens with a connection.
	 */
	@FunctionalInterface
	private interface Handler {

		void handle(Socket socket) throws IOException;

	}

}
