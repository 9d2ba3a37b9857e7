package io.llmrouter.benchmarks;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * What an application would write without the router: a WebClient, Spring's reader of
 * server-sent events, and records. No time limits, no typed errors, no measuring.
 */
final class BareClient {

	private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT = new ParameterizedTypeReference<>() {
	};

	private final WebClient client;

	private final String uri;

	private final ObjectReader chunks = JsonMapper.builder().build().readerFor(Chunk.class);

	BareClient(WebClient client, String baseUrl) {
		this.client = client;
		this.uri = baseUrl + "/chat/completions";
	}

	Mono<Completion> chat(byte[] json) {
		return this.client.post()
			.uri(this.uri)
			.contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.APPLICATION_JSON)
			.bodyValue(json)
			.retrieve()
			.bodyToMono(Completion.class);
	}

	Flux<Chunk> stream(byte[] json) {
		return this.client.post()
			.uri(this.uri)
			.contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.TEXT_EVENT_STREAM)
			.bodyValue(json)
			.retrieve()
			.bodyToFlux(EVENT)
			.mapNotNull(ServerSentEvent::data)
			.filter((data) -> !data.equals("[DONE]"))
			.map(this.chunks::readValue);
	}

	record Completion(String id, String model, List<Choice> choices, Usage usage) {
	}

	record Chunk(String id, String model, List<Choice> choices, @Nullable Usage usage) {
	}

	record Choice(int index, @Nullable Text message, @Nullable Text delta, @Nullable String finish_reason) {
	}

	record Text(@Nullable String role, @Nullable String content, @Nullable String refusal) {
	}

	record Usage(long prompt_tokens, long completion_tokens, long total_tokens) {
	}

}
