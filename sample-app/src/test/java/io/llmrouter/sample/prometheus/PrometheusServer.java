package io.llmrouter.sample.prometheus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Prometheus that scrapes one application with the configuration of the documentation,
 * every second.
 */
final class PrometheusServer implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final HttpClient client = HttpClient.newHttpClient();

	private final Process process;

	private final String url;

	private final Path log;

	private PrometheusServer(Process process, int port, Path log) {
		this.process = process;
		this.url = "http://127.0.0.1:" + port;
		this.log = log;
	}

	/**
	 * Start a server. Returns when it answers.
	 * @param target port of the application
	 * @param folder where it keeps its data
	 * @return the running server
	 */
	static PrometheusServer start(int target, Path folder) throws IOException {
		writeConfiguration("127.0.0.1:" + target, folder);
		int port = freePort();
		Path log = folder.resolve("prometheus.log");
		Process process = Tool.required("prometheus")
			.start(folder, List.of("--config.file=prometheus.yml", "--storage.tsdb.path=data",
					"--web.listen-address=127.0.0.1:" + port), log);
		PrometheusServer server = new PrometheusServer(process, port, log);
		Awaitility.await().atMost(PATIENCE).until(server::isReady);
		return server;
	}

	/**
	 * Write the configuration of the documentation for another target.
	 * @param target host and port of the application
	 * @param folder where to write it and the rules
	 */
	static void writeConfiguration(String target, Path folder) throws IOException {
		String configuration = Files.readString(Rules.FOLDER.resolve("prometheus.yml"));
		assertThat(configuration).contains("interval: 15s", "localhost:8080");
		Files.writeString(folder.resolve("prometheus.yml"),
				configuration.replace("interval: 15s", "interval: 1s").replace("localhost:8080", target));
		for (String file : List.of("recording-rules.yml", "alert-rules.yml")) {
			Files.copy(Rules.FOLDER.resolve(file), folder.resolve(file));
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private boolean isReady() throws IOException {
		assertThat(this.process.isAlive()).as(Files.readString(this.log)).isTrue();
		try {
			return this.client
				.send(HttpRequest.newBuilder(URI.create(this.url + "/-/ready")).build(),
						HttpResponse.BodyHandlers.discarding())
				.statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	PrometheusApi api() {
		return new PrometheusApi(this.url);
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
		}
	}

}
