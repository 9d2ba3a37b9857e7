package io.llmrouter.provider.ollama;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;

import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.contract.Wire;
import io.llmrouter.provider.http.AnswerStream;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import io.llmrouter.provider.http.ServerEvent;
import io.llmrouter.provider.http.StreamMapper;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;

public final class OllamaWire implements Wire {

	private final JsonMapper json = JsonMapper.shared();

	private final OllamaErrors errors = new OllamaErrors(this.json, new RetryAfterParser(InstantSource.system()),
			new Redaction(List.of(KEY)));

	private final OllamaResponseMapper responses = new OllamaResponseMapper(this.json, this.errors);

	@Override
	public String name() {
		return "ollama";
	}

	@Override
	public String extension() {
		return "ndjson";
	}

	@Override
	public ChatProvider provider(URI baseUrl, WebClient client, WireTimeouts timeouts, WireLimits limits) {
		OllamaSettings settings = OllamaSettings.of("test", baseUrl, KEY, List.of("model-1"))
			.withTimeouts(timeouts)
			.withLimits(limits);
		return new OllamaChatProvider(settings, client, this.json, TimeSource.SYSTEM, Schedulers.parallel());
	}

	@Override
	public byte[] write(ChatRequest request, boolean stream) {
		return new OllamaRequestMapper(this.json, OllamaSettings.local("test", List.of())).map(SITE, request, stream);
	}

	@Override
	public StreamMapper<ServerEvent> streamMapper() {
		return new OllamaStreamMapper(SITE, REQUEST, this.json, this.errors);
	}

	@Override
	public ChatResponse whole(HttpAnswer answer) {
		return this.responses.map(SITE, answer, REQUEST);
	}

	@Override
	public List<ChatChunk> document(HttpAnswer answer) {
		return AnswerStream.chunks(whole(answer)).collectList().block();
	}

	@Override
	public ProviderException refused(HttpAnswer answer) {
		return this.errors.refused(SITE, answer, REQUEST);
	}

	@Override
	public TokenUsage usage(JsonNode usage) {
		return OllamaMessage.read(usage).usage();
	}

}
