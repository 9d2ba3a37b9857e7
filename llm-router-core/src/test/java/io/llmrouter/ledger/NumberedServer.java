package io.llmrouter.ledger;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Server of one provider that finds the number of the call in each request, lets a seeded
 * lot of the call decide what becomes of it, and writes that down. A request counts once
 * the whole of it has come. Thread-safe.
 */
final class NumberedServer implements AutoCloseable {

	private static final Pattern NUMBER = Pattern.compile("Call (\\d+)");

	private static final String LENGTH = "content-length:";

	private static final int BACKLOG = 1024;

	private final int provider;

	private final Ledger log;

	private final long seed;

	private final ServerSocket listener;

	private final ExecutorService threads = Executors.newCachedThreadPool(NumberedServer::daemon);

	private final AtomicInteger busy = new AtomicInteger();

	NumberedServer(int provider, Ledger log, long seed) throws IOException {
		this.provider = provider;
		this.log = log;
		this.seed = seed;
		this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
		this.threads.execute(this::accept);
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.listener.getLocalPort() + "/v1");
	}

	/**
	 * Return how many requests are being answered.
	 * @return the requests that are not done with
	 */
	int busy() {
		return this.busy.get();
	}

	private void accept() {
		try {
			while (!this.listener.isClosed()) {
				Socket socket = this.listener.accept();
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
			InputStream in = new BufferedInputStream(socket.getInputStream());
			boolean open = true;
			for (String body = read(in); open && body != null; body = open ? read(in) : null) {
				this.busy.incrementAndGet();
				try {
					open = answer(socket, in, body);
				}
				finally {
					this.busy.decrementAndGet();
				}
			}
		}
		catch (IOException | InterruptedException ex) {
			// The client has left, or the test is over.
		}
	}

	private boolean answer(Socket socket, InputStream in, String body) throws IOException, InterruptedException {
		Matcher matcher = NUMBER.matcher(body);
		if (!matcher.find()) {
			throw new IllegalStateException("A request has no number");
		}
		int call = Integer.parseInt(matcher.group(1));
		int earlier = this.log.count(call, this.provider);
		SplittableRandom random = new SplittableRandom(this.seed + (call * 8L + this.provider) * 64 + earlier);
		boolean stream = body.contains("\"stream\":true");
		End end = draw(random, stream);
		this.log.add(call, this.provider, end);
		if (random.nextInt(5) == 0) {
			new CountDownLatch(1).await(random.nextInt(30_000), TimeUnit.MICROSECONDS);
		}
		Answer answer = new Answer(socket.getOutputStream(), stream, random.nextInt(4) == 0);
		switch (end) {
			case COMPLETE -> answer.whole();
			case RATE_LIMITED -> answer.refuse(429, random.nextBoolean() ? "Retry-After: 1\r\n" : "");
			case REFUSED -> answer.refuse(503, "");
			case CUT -> answer.begin(random.nextInt(stream ? 3 : 4));
			case INTERRUPTED -> answer.begin(3);
			default -> {
				answer.begin(random.nextInt(4));
				awaitClosed(in);
			}
		}
		return end.compareTo(End.CUT) < 0;
	}

	// Only a stream can be cut after content.
	private static End draw(SplittableRandom random, boolean stream) {
		int lot = random.nextInt(10_000);
		if (lot < 9_400) {
			return End.COMPLETE;
		}
		if (lot < 9_500) {
			return End.RATE_LIMITED;
		}
		if (lot < 9_650) {
			return End.REFUSED;
		}
		if (lot < 9_970) {
			return (lot < 9_810 || !stream) ? End.CUT : End.INTERRUPTED;
		}
		return End.OPEN;
	}

	private static void awaitClosed(InputStream in) throws IOException {
		while (in.read() >= 0) {
			continue;
		}
	}

	private static @Nullable String read(InputStream in) throws IOException {
		int length = 0;
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
				length = Integer.parseInt(line.substring(LENGTH.length()).strip());
			}
		}
		byte[] body = in.readNBytes(length);
		return (length > 0 && body.length == length) ? new String(body, StandardCharsets.UTF_8) : null;
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

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "numbered-server");
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public void close() throws IOException {
		this.threads.shutdownNow();
		this.listener.close();
	}

}
