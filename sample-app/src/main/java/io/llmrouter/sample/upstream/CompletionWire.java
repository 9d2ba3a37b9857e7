package io.llmrouter.sample.upstream;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writer of one chat completion in the JSON of the OpenAI wire, as a whole or in chunks.
 * Token counts are estimated as a quarter of the characters.
 */
final class CompletionWire {

	/** The event that ends a stream. */
	static final String DONE = "data: [DONE]\n\n";

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
		.build();

	private static final int CHARACTERS_PER_TOKEN = 4;

	private final String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");

	private final long created = Instant.now().getEpochSecond();

	private final CompletionRequest request;

	private final GenerationPlan plan;

	CompletionWire(CompletionRequest request, GenerationPlan plan) {
		this.request = request;
		this.plan = plan;
	}

	static String error(UpstreamError error) {
		return MAPPER
			.writeValueAsString(new ErrorBody(new ErrorBody.Error(error.message(), error.type(), null, error.code())));
	}

	String completion() {
		Choice choice = new Choice(0, new Message("assistant", this.plan.text()), null, finishReason());
		return MAPPER.writeValueAsString(body("chat.completion", List.of(choice), usage()));
	}

	String roleChunk() {
		return chunk(List.of(new Choice(0, null, new Message("assistant", ""), null)), null);
	}

	String tokenChunk(String token) {
		return chunk(List.of(new Choice(0, null, new Message(null, token), null)), null);
	}

	String finishChunk() {
		return chunk(List.of(new Choice(0, null, new Message(null, null), finishReason())), null);
	}

	String usageChunk() {
		return chunk(List.of(), usage());
	}

	private String chunk(List<Choice> choices, @Nullable Usage usage) {
		return "data: " + MAPPER.writeValueAsString(body("chat.completion.chunk", choices, usage)) + "\n\n";
	}

	private Body body(String object, List<Choice> choices, @Nullable Usage usage) {
		return new Body(this.id, object, this.created, this.request.model(), choices, usage);
	}

	private String finishReason() {
		return this.plan.limited() ? "length" : "stop";
	}

	private Usage usage() {
		int prompt = tokens(this.request.promptLength());
		int completion = tokens(this.plan.text().length());
		return new Usage(prompt, completion, prompt + completion);
	}

	private static int tokens(int characters) {
		return Math.max(1, characters / CHARACTERS_PER_TOKEN);
	}

	private record Body(String id, String object, long created, String model, List<Choice> choices,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Usage usage) {

	}

	private record Choice(int index, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Message message,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Message delta, @Nullable String finishReason) {

	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	private record Message(@Nullable String role, @Nullable String content) {

	}

	private record Usage(int promptTokens, int completionTokens, int totalTokens) {

	}

	private record ErrorBody(Error error) {

		private record Error(String message, String type, @Nullable String param, @Nullable String code) {

		}

	}

}
