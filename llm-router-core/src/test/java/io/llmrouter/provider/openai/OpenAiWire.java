package io.llmrouter.provider.openai;

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

public final class OpenAiWire implements Wire {

	private final JsonMapper json = JsonMapper.shared();

	private final OpenAiQuirks quirks;

	private final OpenAiErrors errors = new OpenAiErrors(OpenAiQuirks.compatible(), this.json,
			new RetryAfterParser(InstantSource.system()), new Redaction(List.of(KEY)));

	private final OpenAiResponseMapper responses = new OpenAiResponseMapper(this.json, this.errors);

	public OpenAiWire() {
		this(OpenAiQuirks.openAi());
	}

	/**
	 * Create the wire as a dialect writes it.
	 * @param preset the dialect
	 */
	public OpenAiWire(OpenAiPreset preset) {
		this(preset.quirks());
	}

	private OpenAiWire(OpenAiQuirks quirks) {
		this.quirks = quirks;
	}

	@Override
	public String name() {
		return "openai";
	}

	@Override
	public ChatProvider provider(URI baseUrl, WebClient client, WireTimeouts timeouts, WireLimits limits) {
		OpenAiSettings settings = OpenAiSettings.compatible("test", baseUrl, KEY, List.of("model-1"))
			.withTimeouts(timeouts)
			.withLimits(limits);
		return new OpenAiChatProvider(settings, client, this.json, TimeSource.SYSTEM, Schedulers.parallel());
	}

	@Override
	public byte[] write(ChatRequest request, boolean stream) {
		OpenAiRequestMapper requests = new OpenAiRequestMapper(this.json, this.quirks);
		return stream ? requests.mapStream(SITE, request, true) : requests.map(SITE, request);
	}

	@Override
	public StreamMapper<ServerEvent> streamMapper() {
		return new OpenAiStreamMapper(SITE, REQUEST, this.json, this.errors);
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
		return OpenAiUsage.read(usage);
	}

}
