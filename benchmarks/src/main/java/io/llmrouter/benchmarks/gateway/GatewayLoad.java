package io.llmrouter.benchmarks.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the endpoint costs: the same provider on loopback asked directly, through the
 * endpoint, through Spring Cloud Gateway as a plain proxy on the same stack, and through
 * any other gateway that is named with {@code -Dgateways=name=url,...}. Provider,
 * gateways and client are processes of their own. The targets take turns within each
 * round, so that what slows the machine slows them alike.
 *
 * @since 0.1.0
 */
public final class GatewayLoad {

	private static final String DIRECT = "direct";

	private static final String ENDPOINT = "endpoint";

	private static final String PROXY = "spring-cloud-gateway";

	private static final String PATH = "/v1/chat/completions";

	private static final int ROUNDS = Integer.getInteger("rounds", 8);

	private static final int CONNECTIONS = Integer.getInteger("connections", 64);

	private static final int WARM_UP_CALLS = Integer.getInteger("warmup", 50_000);

	private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(Integer.getInteger("longest.warmup", 45));

	private static final int ROUND_MILLIS = Integer.getInteger("millis", 3_000);

	private static final int CALLS = Integer.getInteger("calls", 500);

	private static final int STREAMS = Integer.getInteger("streams", 8);

	private static final int STREAM_ROUNDS = Integer.getInteger("stream.rounds", 24);

	private static final int STREAM_WARM_UPS = Integer.getInteger("stream.warmup", 20);

	private static final int LEAVERS = Integer.getInteger("leavers", 500);

	private static final int LEAVERS_AT_ONCE = 16;

	private final Map<String, URI> targets;

	private final Map<String, ForkedServer> servers;

	private final LoadClient client;

	private GatewayLoad(Map<String, URI> targets, Map<String, ForkedServer> servers, LoadClient client) {
		this.targets = targets;
		this.servers = servers;
		this.client = client;
	}

	/**
	 * Measure and print.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		String port = System.getProperty("upstream.port", "0");
		try (ForkedServer upstream = ForkedServer.fork(TokenUpstream.class, (entry) -> true, List.of(port));
				ForkedServer endpoint = endpoint(upstream.uri("/v1"));
				ForkedServer proxy = proxy(upstream.uri(""));
				LoadClient client = new LoadClient(System.getProperty("model", "fixed"))) {
			Map<String, ForkedServer> servers = new LinkedHashMap<>();
			servers.put(DIRECT, upstream);
			servers.put(ENDPOINT, endpoint);
			servers.put(PROXY, proxy);
			Map<String, URI> targets = new LinkedHashMap<>();
			servers.forEach((name, server) -> targets.put(name, server.uri(PATH)));
			others(targets);
			GatewayLoad load = new GatewayLoad(targets, servers, client);
			load.warmUp();
			load.latency();
			load.throughput();
			load.streams();
			load.leaving(upstream.uri("/cancelled"));
		}
	}

	private static ForkedServer endpoint(URI upstream) {
		return ForkedServer.fork(GatewayApplication.class, (entry) -> !entry.contains("spring-cloud"),
				properties("llm.router.gateway.enabled=true", "llm.router.providers.fixed.type=openai-compatible",
						"llm.router.providers.fixed.base-url=" + upstream, "llm.router.providers.fixed.model=fixed"));
	}

	private static ForkedServer proxy(URI upstream) {
		return ForkedServer.fork(GatewayApplication.class, (entry) -> !entry.contains("llm-router-"),
				properties("spring.cloud.gateway.server.webflux.routes[0].id=upstream",
						"spring.cloud.gateway.server.webflux.routes[0].uri=" + upstream,
						"spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/**",
						// It is made for Boot 4.0, and would refuse to start.
						"spring.cloud.compatibility-verifier.enabled=false"));
	}

	private static List<String> properties(String... own) {
		List<String> properties = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--server.shutdown=immediate", "--logging.level.root=error", "--spring.main.banner-mode=off"));
		for (String property : own) {
			properties.add("--" + property);
		}
		return properties;
	}

	private static void others(Map<String, URI> targets) {
		for (String gateway : System.getProperty("gateways", "").split(",")) {
			int at = gateway.indexOf('=');
			if (at > 0) {
				targets.put(gateway.substring(0, at), URI.create(gateway.substring(at + 1)));
			}
		}
	}

	private void warmUp() {
		this.targets.values().forEach((target) -> {
			long end = System.nanoTime() + LONGEST_WARM_UP.toNanos();
			long calls = 0;
			while (calls < WARM_UP_CALLS && System.nanoTime() < end) {
				calls += this.client.throughput(target, CONNECTIONS, 1_000).answers();
			}
			for (int round = 0; round < STREAM_WARM_UPS; round++) {
				this.client.streams(target, CONNECTIONS, new Samples());
			}
		});
	}

	private void latency() {
		Map<String, Samples> all = Samples.of(this.targets.keySet());
		Map<String, Samples> added = Samples.of(this.targets.keySet());
		for (int round = 0; round < ROUNDS; round++) {
			Map<String, Double> medians = new HashMap<>();
			this.targets.forEach((name, target) -> {
				Samples nanos = new Samples();
				this.client.latency(target, CALLS / 10, new Samples());
				this.client.latency(target, CALLS, nanos);
				medians.put(name, nanos.quantile(0.5));
				of(all, name).accept((long) nanos.quantile(0.5));
			});
			medians.forEach((name, median) -> of(added, name)
				.accept((long) (median - medians.getOrDefault(DIRECT, Double.NaN))));
		}
		System.out.printf("Whole answer, 1 connection, %d rounds of %d calls: median of the medians%n", ROUNDS, CALLS);
		all.forEach((name, nanos) -> System.out.printf("  %-22s %7.3f ms, added %7.3f ms (quartiles %.3f to %.3f)%n",
				name, nanos.millis(0.5), of(added, name).millis(0.5), of(added, name).millis(0.25),
				of(added, name).millis(0.75)));
	}

	private void throughput() {
		Map<String, Samples> rates = Samples.of(this.targets.keySet());
		Map<String, Samples> ratios = Samples.of(this.targets.keySet());
		Map<String, Samples> cpu = Samples.of(this.targets.keySet());
		for (int round = 0; round < ROUNDS; round++) {
			Map<String, Double> now = new HashMap<>();
			this.targets.forEach((name, target) -> {
				Duration before = cpu(name);
				LoadClient.Load load = this.client.throughput(target, CONNECTIONS, ROUND_MILLIS);
				now.put(name, load.perSecond());
				of(cpu, name).accept(cpu(name).minus(before).toNanos() / load.answers());
			});
			now.forEach((name, rate) -> {
				of(rates, name).accept(rate.longValue());
				of(ratios, name).accept((long) (rate / now.getOrDefault(PROXY, Double.NaN) * 1_000));
			});
		}
		System.out.printf("Whole answers, %d connections, %d rounds of %d ms: median of the rounds%n", CONNECTIONS,
				ROUNDS, ROUND_MILLIS);
		rates.forEach((name, rate) -> System.out.printf(
				"  %-22s %7.0f a second, %.2f times the proxy (quartiles %.2f to %.2f), %4.0f us CPU of the server a call%n",
				name, rate.quantile(0.5), of(ratios, name).quantile(0.5) / 1_000,
				of(ratios, name).quantile(0.25) / 1_000, of(ratios, name).quantile(0.75) / 1_000,
				of(cpu, name).quantile(0.5) / 1_000));
	}

	// Zero for a gateway that was started by somebody else.
	private Duration cpu(String name) {
		ForkedServer server = this.servers.get(name);
		return (server != null) ? server.cpu() : Duration.ZERO;
	}

	private void streams() {
		Map<String, Samples> all = Samples.of(this.targets.keySet());
		for (int round = 0; round < STREAM_ROUNDS; round++) {
			this.targets.forEach((name, target) -> this.client.streams(target, STREAMS, of(all, name)));
		}
		System.out.printf("Streams, %d at once, a token every 10 ms: from the provider's sending to the caller%n",
				STREAMS);
		Samples direct = of(all, DIRECT);
		all.forEach((name, nanos) -> System.out.printf(
				"  %-22s median %6.3f ms, p99 %6.3f ms, added to p99 %6.3f ms (%d tokens)%n", name, nanos.millis(0.5),
				nanos.millis(0.99), nanos.millis(0.99) - direct.millis(0.99), nanos.count()));
	}

	private void leaving(URI told) {
		System.out.printf("Callers who leave a stream, %d, %d at once: until the provider's call has ended%n", LEAVERS,
				LEAVERS_AT_ONCE);
		this.targets.forEach((name, target) -> {
			Map<Integer, Long> left = this.client.leave(target, LEAVERS, LEAVERS_AT_ONCE);
			Samples nanos = ended(told, left);
			System.out.printf("  %-22s median %6.1f ms, p99 %6.1f ms, largest %6.1f ms (%d of %d)%n", name,
					nanos.millis(0.5), nanos.millis(0.99), nanos.millis(1), nanos.count(), left.size());
		});
	}

	// Waits until all have ended, but no longer than 10 s.
	private static Samples ended(URI told, Map<Integer, Long> left) {
		long limit = System.nanoTime() + 10_000_000_000L;
		Samples nanos = new Samples();
		do {
			nanos = new Samples();
			for (String line : LoadClient.lines(told)) {
				String[] parts = line.split(" ");
				Long since = left.get(Integer.parseInt(parts[0]));
				// Numbers repeat from target to target; the last end is told.
				if (since != null && Long.parseLong(parts[1]) >= since) {
					nanos.accept(Long.parseLong(parts[1]) - since);
				}
			}
		}
		while (nanos.count() < left.size() && System.nanoTime() < limit);
		return nanos;
	}

	private static Samples of(Map<String, Samples> samples, String name) {
		return Objects.requireNonNull(samples.get(name));
	}

}
