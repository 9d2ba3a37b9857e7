package io.llmrouter.benchmarks;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * What an application would write without the router: a WebClient with a base URL,
 * Spring's JSON codecs and reader of server-sent events, and records. No time limits, no
 * typed errors, no measuring.
 */
final class BareClient {

	private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT = new ParameterizedTypeReference<>() {
	};

	private final WebClient client;

	private final ObjectReader chunks = JsonMapper.builder().build().readerFor(Chunk.class);

	BareClient(WebClient client, String baseUrl) {
		this.client = client.mutate().baseUrl(baseUrl).build();
	}

	Mono<Completion> chat(Question question) {
		return this.client.post()
			.uri("/chat/completions")
			.contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.APPLICATION_JSON)
			.bodyValue(question)
			.retrieve()
			.bodyToMono(Completion.class);
	}

	Flux<Chunk> stream(Question question) {
		return this.client.post()
			.uri("/chat/completions")
			.contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.TEXT_EVENT_STREAM)
			.bodyValue(question)
			.retrieve()
			.bodyToFlux(EVENT)
			.mapNotNull(ServerSentEvent::data)
			.filter((data) -> !data.equals("[DONE]"))
			.map(this.chunks::readValue);
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Question(String model, List<Text> messages, @Nullable Boolean stream,
			@Nullable StreamOptions stream_options) {
	}

	record StreamOptions(boolean include_usage) {
	}

	record Completion(String id, String model, List<Choice> choices, Usage usage) {
	}

	record Chunk(String id, String model, List<Choice> choices, @Nullable Usage usage) {
	}

	record Choice(int index, @Nullable Text message, @Nullable Text delta, @Nullable String finish_reason) {
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Text(@Nullable String role, @Nullable String content, @Nullable String refusal) {
	}

	record Usage(long prompt_tokens, long completion_tokens, long total_tokens) {
	}

}
