package io.llmrouter.provider.ollama;

import java.net.URI;
import java.util.List;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ChatProviderContract;
import io.llmrouter.provider.http.WireTimeouts;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

class OllamaContractTests extends ChatProviderContract {

	private static final String DONE = "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":19,\"eval_count\":10";

	@Override
	protected ChatProvider provider(URI baseUrl, WebClient client, WireTimeouts timeouts) {
		OllamaSettings settings = OllamaSettings.of(NAME, baseUrl, KEY, List.of(MODEL)).withTimeouts(timeouts);
		return new OllamaChatProvider(settings, client, JsonMapper.shared(), TimeSource.SYSTEM, Schedulers.parallel());
	}

	@Override
	protected String streamType() {
		return MediaType.APPLICATION_NDJSON_VALUE;
	}

	@Override
	protected String answer() {
		return line(TEXT, DONE);
	}

	@Override
	protected String stream() {
		return line("Hello", "\"done\":false") + "\n" + line(" there", "\"done\":false") + "\n" + line("", DONE) + "\n";
	}

	@Override
	protected String streamWithError(String message) {
		return line("Hello", "\"done\":false") + "\n" + error(500, message) + "\n";
	}

	@Override
	protected String error(int status, String message) {
		return "{\"error\":\"" + message + "\"}";
	}

	private static String line(String text, String fields) {
		return "{\"model\":\"" + MODEL + "\",\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"},"
				+ fields + "}";
	}

}
