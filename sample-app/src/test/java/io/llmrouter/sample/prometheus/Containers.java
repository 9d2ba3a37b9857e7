package io.llmrouter.sample.prometheus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * Containers of Prometheus and Grafana with the configuration of the documentation. Their
 * images are named by the system properties {@code llm-router.test.prometheus-image} and
 * {@code llm-router.test.grafana-image}.
 */
final class Containers {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private static final String HOST = "host.docker.internal";

	private static final Path GRAFANA = Path.of("..", "docs", "grafana");

	private Containers() {
	}

	/**
	 * Create a Prometheus that scrapes one application of this machine.
	 * @param network the network in which it is called {@code prometheus}
	 * @param target port of the application, which must listen on more than loopback
	 * @param folder where to write its configuration
	 */
	static GenericContainer<?> prometheus(Network network, int target, Path folder) throws IOException {
		PrometheusServer.writeConfiguration(HOST + ":" + target, folder);
		GenericContainer<?> container = container("prometheus", "prom/prometheus:v3.5.0", network)
			.withExtraHost(HOST, "host-gateway")
			.withExposedPorts(9090)
			.waitingFor(Wait.forHttp("/-/ready").forPort(9090).withStartupTimeout(PATIENCE));
		try (Stream<Path> files = Files.list(folder)) {
			files.forEach((file) -> copy(container, file, "/etc/prometheus/" + file.getFileName()));
		}
		return container;
	}

	/**
	 * Create a Grafana with the data source and the dashboard provisioned.
	 * @param network the network with a {@code prometheus}
	 * @param folder where to write its configuration
	 */
	static GenericContainer<?> grafana(Network network, Path folder) throws IOException {
		String source = Files.readString(GRAFANA.resolve("provisioning/datasources/prometheus.yml"));
		Path everySecond = Files.writeString(folder.resolve("datasource.yml"), source.replace("15s", "1s"));
		GenericContainer<?> container = container("grafana", "grafana/grafana:12.1.1", network).withExposedPorts(3000)
			.withEnv("GF_AUTH_ANONYMOUS_ENABLED", "true")
			.withEnv("GF_AUTH_ANONYMOUS_ORG_ROLE", "Admin")
			.withEnv("GF_ANALYTICS_REPORTING_ENABLED", "false")
			.withEnv("GF_ANALYTICS_CHECK_FOR_UPDATES", "false")
			.waitingFor(Wait.forHttp("/api/health").forPort(3000).withStartupTimeout(PATIENCE));
		copy(container, everySecond, "/etc/grafana/provisioning/datasources/prometheus.yml");
		copy(container, GRAFANA.resolve("provisioning/dashboards/llm-router.yml"),
				"/etc/grafana/provisioning/dashboards/llm-router.yml");
		copy(container, Dashboard.FILE, "/var/lib/grafana/dashboards/llm-router.json");
		return container;
	}

	static String url(GenericContainer<?> container, int port) {
		return "http://" + container.getHost() + ":" + container.getMappedPort(port);
	}

	static String image(String name, String defaultImage) {
		return System.getProperty("llm-router.test." + name + "-image", defaultImage);
	}

	private static GenericContainer<?> container(String name, String image, Network network) {
		return new GenericContainer<>(DockerImageName.parse(image(name, image))).withNetwork(network)
			.withNetworkAliases(name);
	}

	private static void copy(GenericContainer<?> container, Path file, String to) {
		container.withCopyFileToContainer(MountableFile.forHostPath(file, 0644), to);
	}

}
