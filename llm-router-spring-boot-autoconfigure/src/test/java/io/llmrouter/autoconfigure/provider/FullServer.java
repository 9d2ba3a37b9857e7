package io.llmrouter.autoconfigure.provider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * Server on loopback that accepts nothing, and whose backlog is full: Linux then leaves
 * further clients waiting for their connection.
 */
final class FullServer implements AutoCloseable {

	private static final int CLIENTS = 10;

	private static final int CONNECT_MILLIS = 1_000;

	private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

	private final List<Socket> clients = new ArrayList<>();

	private boolean clientsWait;

	FullServer() throws IOException {
		while (!this.clientsWait && this.clients.size() < CLIENTS) {
			Socket client = new Socket();
			this.clients.add(client);
			try {
				client.connect(this.listener.getLocalSocketAddress(), CONNECT_MILLIS);
			}
			catch (SocketTimeoutException ex) {
				this.clientsWait = true;
			}
		}
	}

	boolean leavesClientsWaiting() {
		return this.clientsWait;
	}

	int port() {
		return this.listener.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		for (Socket client : this.clients) {
			client.close();
		}
		this.listener.close();
	}

}
