package io.llmrouter.provider.openai;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import io.llmrouter.provider.http.ServerEvent;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cost of mapping one chunk with text, as OpenAI sends it, against what Jackson needs to
 * bind the same bytes to a record of the same fields.
 */
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class ChunkMappingBenchmark {

	private static final String EVENT = """
			{"id":"chatcmpl-CannedAnswer0123456789","object":"chat.completion.chunk","created":1767225600,\
			"model":"gpt-5-mini-2026-01-01","service_tier":"default","system_fingerprint":null,\
			"choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}],"usage":null}""";

	private final byte[] bytes = EVENT.getBytes(StandardCharsets.UTF_8);

	private final ServerEvent event = new ServerEvent(null, EVENT);

	private final JsonMapper json = JsonMapper.builder().build();

	private final ObjectReader records = this.json.readerFor(Chunk.class);

	private final OpenAiStreamMapper mapper = new OpenAiStreamMapper(
			CallSite.of("openai", "gpt-5-mini", URI.create("http://localhost")), ChatRequest.user("hello"), this.json,
			new OpenAiErrors(OpenAiPreset.OPENAI.quirks(), this.json, new RetryAfterParser(Instant::now),
					new Redaction(List.of())));

	/**
	 * Bind to a record.
	 * @return the record
	 */
	@Benchmark
	public Object jackson() {
		return this.records.readValue(this.bytes);
	}

	/**
	 * Map to chunks.
	 * @return the chunks
	 */
	@Benchmark
	public @Nullable List<ChatChunk> mapper() {
		return this.mapper.map(this.event);
	}

	record Chunk(String id, String object, long created, String model, @Nullable String service_tier,
			@Nullable String system_fingerprint, List<Choice> choices, @Nullable Usage usage) {
	}

	record Choice(int index, Delta delta, @Nullable String finish_reason) {
	}

	record Delta(@Nullable String role, @Nullable String content, @Nullable String refusal) {
	}

	record Usage(long prompt_tokens, long completion_tokens, long total_tokens) {
	}

}
