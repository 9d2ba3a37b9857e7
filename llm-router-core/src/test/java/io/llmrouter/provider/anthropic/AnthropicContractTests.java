package io.llmrouter.provider.anthropic;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ChatProviderContract;
import io.llmrouter.provider.http.WireTimeouts;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;

class AnthropicContractTests extends ChatProviderContract {

	private static final Map<Integer, String> ERROR_TYPES = Map.of(401, "authentication_error", 429, "rate_limit_error",
			500, "api_error");

	@Override
	protected ChatProvider provider(URI baseUrl, WebClient client, WireTimeouts timeouts) {
		AnthropicSettings settings = AnthropicSettings.compatible(NAME, baseUrl, KEY, List.of(MODEL))
			.withTimeouts(timeouts);
		return new AnthropicChatProvider(settings, client, JsonMapper.shared(), TimeSource.SYSTEM,
				Schedulers.parallel());
	}

	@Override
	protected String answer() {
		return "{\"id\":\"m\",\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"" + TEXT
				+ "\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":19,\"output_tokens\":10}}";
	}

	@Override
	protected String stream() {
		return begin() + text("Hello") + text(" there")
				+ event("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":10}")
				+ event("message_stop", "\"x\":1");
	}

	@Override
	protected String streamWithError(String message) {
		return begin() + text("Hello") + "event: error\ndata: " + error(500, message) + "\n\n";
	}

	@Override
	protected long inputOfInterruptedStream() {
		return 19;
	}

	@Override
	protected String error(int status, String message) {
		return "{\"type\":\"error\",\"error\":{\"type\":\"" + ERROR_TYPES.get(status) + "\",\"message\":\"" + message
				+ "\"}}";
	}

	private static String begin() {
		return event("message_start", "\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":19,\"output_tokens\":1}}");
	}

	private static String text(String text) {
		return event("content_block_delta",
				"\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
	}

	private static String event(String type, String fields) {
		return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
	}

}
