package io.llmrouter.sample.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.RequestOptions;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every exception with which OpenAI's client for Java tells of a failure.
 */
class JavaClientErrorTests extends JavaClientFixture {

	@Test
	void badRequest() {
		fails(BadRequestException.class, 400, "decimal_out_of_range",
				(error) -> assertThat(error.param()).hasValue("temperature"), ask("default", "Hello").temperature(3));
	}

	@Test
	void badRequestSaidByAProvider() {
		fails(BadRequestException.class, 400, "context_length_exceeded",
				(error) -> assertThat(error.param()).hasValue("messages"),
				ask("default", "error:context_length_exceeded"));
	}

	@Test
	void badRequestNamesAFieldThatNoCandidateKnows() {
		assertThat(answer(ask("default", "Hello").safetyIdentifier("u1")).choices()).hasSize(1);
		fails(BadRequestException.class, 400, "unsupported_parameter",
				(error) -> assertThat(error).hasMessageContaining("'safety_identifier'"),
				ask("steady/steady-1", "Hello").safetyIdentifier("u1"));
	}

	@Test
	void unauthorized() {
		OpenAIClient stranger = client("sk-wrong");
		assertThatExceptionOfType(UnauthorizedException.class)
			.isThrownBy(() -> stranger.chat().completions().create(ask("default", "Hello").build()))
			.satisfies((error) -> assertThat(error.code()).hasValue("invalid_api_key"));
		stranger.close();
	}

	@Test
	void permissionDenied() {
		OpenAIClient narrow = client(ClientTest.NARROW_KEY);
		assertThatExceptionOfType(PermissionDeniedException.class)
			.isThrownBy(() -> narrow.chat().completions().create(ask("default", "Hello").build()))
			.satisfies((error) -> assertThat(error.code()).hasValue("model_not_allowed"));
		assertThat(narrow.models().list().data()).singleElement()
			.satisfies((model) -> assertThat(model.id()).isEqualTo("quality"));
		narrow.close();
	}

	@Test
	void notFound() {
		fails(NotFoundException.class, 404, "model_not_found", ask("gpt-0", "Hello"));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.client.models().retrieve("gpt-0"));
	}

	@Test
	void conflictHasNoExceptionOfItsOwn() {
		fails(UnexpectedStatusCodeException.class, 409, null, ask("swift/swift-1", "status:409"));
	}

	@Test
	void unprocessableEntity() {
		fails(UnprocessableEntityException.class, 422, null, ask("swift/swift-1", "status:422"));
	}

	@Test
	void rateLimitSaysHowLongToWait() {
		fails(RateLimitException.class, 429, "rate_limit_exceeded",
				(error) -> assertThat(error.headers().values("retry-after")).singleElement()
					.satisfies((seconds) -> assertThat(Long.parseLong(seconds)).isPositive()),
				ask("frugal/frugal-1", "status:429"));
	}

	@ParameterizedTest
	@CsvSource({ "status:500, 500, server_error", "status:503, 503, overloaded" })
	void internalServer(String wish, int status, String code) {
		fails(InternalServerException.class, status, code, ask("local/local-1", wish));
	}

	@Test
	void failureInTheMiddleOfAStream() {
		try (StreamResponse<ChatCompletionChunk> stream = this.client.chat()
			.completions()
			.createStreaming(ask("swift/swift-1", "end:error").build())) {
			Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
			assertThat(chunks.next().choices()).isNotEmpty();
			assertThatExceptionOfType(SseException.class).isThrownBy(() -> chunks.forEachRemaining((chunk) -> {
			})).satisfies((error) -> assertThat(error.type()).hasValue("server_error"));
		}
	}

	@Test
	void timeOver() {
		assertThatExceptionOfType(OpenAIIoException.class).isThrownBy(() -> this.client.chat()
			.completions()
			.create(ask("swift/swift-1", "start:never").build(),
					RequestOptions.builder().timeout(Duration.ofMillis(300)).build()));
	}

	@Test
	void nobodyThere() {
		OpenAIClient lost = OpenAIOkHttpClient.builder()
			.apiKey(ClientTest.KEY)
			.baseUrl("http://127.0.0.1:1/v1")
			.maxRetries(0)
			.build();
		assertThatExceptionOfType(OpenAIIoException.class).isThrownBy(() -> lost.models().list());
		lost.close();
	}

	private <E extends OpenAIServiceException> void fails(Class<E> type, int status, @Nullable String code,
			ChatCompletionCreateParams.Builder question) {
		fails(type, status, code, (error) -> {
		}, question);
	}

	private <E extends OpenAIServiceException> void fails(Class<E> type, int status, @Nullable String code,
			Consumer<E> more, ChatCompletionCreateParams.Builder question) {
		assertThatExceptionOfType(type).isThrownBy(() -> answer(question)).satisfies((error) -> {
			assertThat(error.statusCode()).isEqualTo(status);
			assertThat(error.code().orElse(null)).isEqualTo(code);
			assertThat(error.type()).isPresent();
			assertThat(error.headers().values("x-request-id")).hasSize(1);
			more.accept(error);
		});
	}

}
