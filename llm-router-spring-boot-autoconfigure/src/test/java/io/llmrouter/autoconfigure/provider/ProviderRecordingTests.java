package io.llmrouter.autoconfigure.provider;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ChatProvider;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls a provider of every type in every way it can end, and counts what was recorded.
 */
class ProviderRecordingTests extends ProviderFixture {

	@ParameterizedTest
	@MethodSource("types")
	void everyEndOfEveryTypeIsRecordedOnceWithItsTags(String type) {
		record(type, EnumSet.complementOf(EnumSet.of(End.SILENT)));
		record(type, EnumSet.of(End.SILENT), "timeouts.response=300ms", "timeouts.first-token=300ms");
		assertThat(this.calls).hasSize(2 * End.values().length);
	}

	private void record(String type, Set<End> ends, String... settings) {
		runner(type, settings)
			.withConfiguration(
					AutoConfigurations.of(MetricsAutoConfiguration.class, ObservationAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				for (End end : ends) {
					for (boolean stream : new boolean[] { false, true }) {
						call(context.getBean(ChatProvider.class), WireSample.of(type), end, stream);
						assertThat(attempts(registry)).as(type + " " + end + ", stream " + stream)
							.containsExactly(end.expected(stream));
						registry.clear();
					}
				}
			});
	}

	private void call(ChatProvider provider, WireSample sample, End end, boolean stream) {
		this.upstream.answer((request, response) -> end.answer(sample, stream, response));
		ChatRequest request = ChatRequest.user("Hello");
		if (stream) {
			provider.stream(request).onErrorComplete().blockLast(PATIENCE);
		}
		else {
			provider.chat(request).onErrorComplete().block(PATIENCE);
		}
	}

	private static List<String> attempts(MeterRegistry registry) {
		return registry.get("llm.router.attempt")
			.timers()
			.stream()
			.map((timer) -> timer.count() + " " + tags(timer))
			.toList();
	}

	private static String tags(Meter meter) {
		return Stream.of("provider", "model", "stream", "outcome", "error_type")
			.map((key) -> meter.getId().getTag(key))
			.collect(Collectors.joining(" "));
	}

	/**
	 * How a call ends.
	 */
	private enum End {

		ANSWERED(200, "success none", "success none"),

		UNAUTHORIZED(401, "error authentication", "error authentication"),

		LIMITED(429, "error rate_limited", "error rate_limited"),

		BROKEN(500, "error server_error", "error server_error"),

		SILENT(0, "error timeout_first_token", "error timeout_first_token"),

		CUT(200, "error connection", "error stream_interrupted");

		private final int status;

		private final String whole;

		private final String stream;

		End(int status, String whole, String stream) {
			this.status = status;
			this.whole = whole;
			this.stream = stream;
		}

		String expected(boolean streamed) {
			return "1 p m " + streamed + " " + (streamed ? this.stream : this.whole);
		}

		Mono<Void> answer(WireSample sample, boolean streamed, HttpServerResponse response) {
			if (this == SILENT) {
				return Mono.never();
			}
			if (this.status != 200) {
				return response.status(this.status).sendString(Mono.just("{\"error\":{}}")).then();
			}
			String whole = sample.answer("Hi");
			if (this == CUT && !streamed) {
				return response.sse()
					.header("Content-Type", "application/json")
					.sendString(Flux.just(whole.substring(0, 5)).concatWith(Mono.error(new IOException("planned"))))
					.then();
			}
			if (!streamed) {
				return response.header("Content-Type", "application/json").sendString(Mono.just(whole)).then();
			}
			Flux<String> pieces = (this == CUT) ? Flux.just(sample.piece("Hi"))
					: Flux.just(sample.piece("Hi"), sample.piece("!"), sample.end());
			return response.sse().header("Content-Type", sample.streamType()).sendString(pieces).then();
		}

	}

}
