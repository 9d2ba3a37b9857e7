package io.llmrouter.sample.client;

import java.util.List;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * OpenAI's client for Java, unchanged, against the running sample application.
 */
@ClientTest
abstract class JavaClientFixture {

	OpenAIClient client;

	@LocalServerPort
	private int port;

	@BeforeEach
	void connect() {
		this.client = client(ClientTest.KEY);
	}

	@AfterEach
	void disconnect() {
		this.client.close();
	}

	String url() {
		return "http://127.0.0.1:" + this.port;
	}

	final OpenAIClient client(String key) {
		return OpenAIOkHttpClient.builder().apiKey(key).baseUrl(url() + "/v1").maxRetries(0).build();
	}

	static ChatCompletionCreateParams.Builder ask(String model, String text) {
		return ChatCompletionCreateParams.builder().model(model).addUserMessage(text);
	}

	final ChatCompletion answer(ChatCompletionCreateParams.Builder question) {
		return this.client.chat().completions().create(question.build());
	}

	final List<ChatCompletionChunk> chunks(ChatCompletionCreateParams.Builder question) {
		try (StreamResponse<ChatCompletionChunk> stream = this.client.chat()
			.completions()
			.createStreaming(question.build())) {
			return stream.stream().toList();
		}
	}

}
