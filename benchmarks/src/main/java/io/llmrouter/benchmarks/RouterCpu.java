package io.llmrouter.benchmarks;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.sun.management.OperatingSystemMXBean;
import io.llmrouter.LlmRouter;
import io.llmrouter.call.CoarseScheduler;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.openai.OpenAiChatProvider;
import io.llmrouter.provider.openai.OpenAiSettings;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * CPU time of one exchange with a provider on loopback: a bare WebClient, the adapter
 * alone, and the router over the observed adapter. The three take turns within each
 * round, so that what slows the machine slows them alike; the ratio is the median of the
 * ratios of the rounds. Counted is the CPU time of this process, that of the collector
 * included; the provider runs in another.
 */
public final class RouterCpu {

	private static final OperatingSystemMXBean SYSTEM = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	private static final int WARM_UP_ROUNDS = 10;

	private static final int CALLS = Integer.getInteger("calls", 16_000);

	private static final int ROUNDS = Integer.getInteger("rounds", 20);

	private static final int CONCURRENCY = Integer.getInteger("concurrency", 8);

	private static final String TEXT = "Say one hundred words. ".repeat(20);

	private static final ChatRequest REQUEST = ChatRequest.user(TEXT);

	private static final List<BareClient.Text> MESSAGES = List.of(new BareClient.Text("user", TEXT, null));

	private static final BareClient.Question WHOLE = new BareClient.Question("fixed", MESSAGES, null, null);

	private static final BareClient.Question STREAM = new BareClient.Question("fixed", MESSAGES, true,
			new BareClient.StreamOptions(true));

	private RouterCpu() {
	}

	/**
	 * Measure and print.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		try (FixedUpstream upstream = FixedUpstream.fork();
				RouterApplication application = application(upstream.baseUrl())) {
			BareClient bare = new BareClient(client("bare"), upstream.baseUrl());
			ChatProvider adapter = adapter(upstream.baseUrl());
			LlmRouter router = application.bean(LlmRouter.class);
			report("whole answer", Mono.defer(() -> bare.chat(WHOLE)), adapter.chat(REQUEST), router.chat(REQUEST));
			report("stream of " + FixedUpstream.WORDS, Flux.defer(() -> bare.stream(STREAM)), adapter.stream(REQUEST),
					router.stream(REQUEST));
			application.checkMeasured("llm.router.request");
		}
	}

	private static RouterApplication application(String baseUrl) {
		String provider = "llm.router.providers.fixed.";
		return new RouterApplication(Map.of(provider + "type", "openai-compatible", provider + "base-url", baseUrl,
				provider + "model", "fixed"), (context) -> {
				});
	}

	private static ChatProvider adapter(String baseUrl) {
		OpenAiSettings settings = OpenAiSettings.compatible("fixed", URI.create(baseUrl), null, List.of("fixed"));
		return new OpenAiChatProvider(settings, client("adapter"), JsonMapper.builder().build(), TimeSource.SYSTEM,
				new CoarseScheduler(Schedulers.parallel(), TimeSource.SYSTEM));
	}

	private static WebClient client(String name) {
		// As large as that of a configured provider: waiting for connections costs time
		// too.
		HttpClient http = HttpClient.create(ConnectionProvider.create(name, 500)).disableRetry(true);
		return WebClient.builder().clientConnector(new ReactorClientHttpConnector(http)).build();
	}

	private static void report(String title, Publisher<?> bare, Publisher<?> adapter, Publisher<?> router) {
		Map<String, Publisher<?>> calls = new LinkedHashMap<>();
		calls.put("bare WebClient", bare);
		calls.put("adapter", adapter);
		calls.put("router", router);
		Map<String, List<Double>> micros = new LinkedHashMap<>();
		calls.keySet().forEach((name) -> micros.put(name, new ArrayList<>()));
		for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
			calls.forEach((name, call) -> Objects.requireNonNull(micros.get(name)).add(microsPerCall(call)));
		}
		System.out.printf("%s, %d rounds of %d calls, %d at once%n", title, ROUNDS, CALLS, CONCURRENCY);
		List<Double> base = measured(micros, "bare WebClient");
		calls.keySet().forEach((name) -> print(name, measured(micros, name), base));
	}

	private static List<Double> measured(Map<String, List<Double>> micros, String name) {
		return Objects.requireNonNull(micros.get(name)).subList(WARM_UP_ROUNDS, WARM_UP_ROUNDS + ROUNDS);
	}

	private static double microsPerCall(Publisher<?> call) {
		long start = SYSTEM.getProcessCpuTime();
		Flux.range(0, CALLS).flatMap((index) -> Mono.when(call), CONCURRENCY).blockLast();
		return (SYSTEM.getProcessCpuTime() - start) / 1e3 / CALLS;
	}

	private static void print(String name, List<Double> micros, List<Double> base) {
		List<Double> ratios = new ArrayList<>(micros.size());
		for (int round = 0; round < micros.size(); round++) {
			ratios.add(micros.get(round) / base.get(round));
		}
		System.out.printf("  %-15s %7.1f us CPU a call, ratio %.3f (quartiles %.3f to %.3f)%n", name,
				quantile(micros, 0.5), quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
	}

	private static double quantile(List<Double> values, double quantile) {
		return values.stream().sorted().skip(Math.round(quantile * (values.size() - 1))).findFirst().orElseThrow();
	}

}
