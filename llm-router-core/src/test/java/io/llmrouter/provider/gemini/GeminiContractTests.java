package io.llmrouter.provider.gemini;

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

class GeminiContractTests extends ChatProviderContract {

	private static final Map<Integer, String> STATUS_WORDS = Map.of(401, "UNAUTHENTICATED", 429, "RESOURCE_EXHAUSTED",
			500, "INTERNAL");

	private static final String USAGE_FIELDS = "\"usageMetadata\":{\"promptTokenCount\":19,"
			+ "\"candidatesTokenCount\":10,\"totalTokenCount\":29}";

	@Override
	protected ChatProvider provider(URI baseUrl, WebClient client, WireTimeouts timeouts) {
		GeminiSettings settings = GeminiSettings.compatible(NAME, baseUrl, KEY, List.of(MODEL)).withTimeouts(timeouts);
		return new GeminiChatProvider(settings, client, JsonMapper.shared(), TimeSource.SYSTEM, Schedulers.parallel());
	}

	@Override
	protected String answer() {
		return "{" + candidate(TEXT, ",\"finishReason\":\"STOP\"") + "," + USAGE_FIELDS + "}";
	}

	@Override
	protected String stream() {
		return "data: {" + candidate("Hello", "") + "}\n\ndata: {" + candidate(" there", ",\"finishReason\":\"STOP\"")
				+ "," + USAGE_FIELDS + "}\n\n";
	}

	@Override
	protected String streamWithError(String message) {
		return "data: {" + candidate("Hello", "") + "}\n\ndata: " + error(500, message) + "\n\n";
	}

	@Override
	protected String error(int status, String message) {
		return "{\"error\":{\"code\":" + status + ",\"message\":\"" + message + "\",\"status\":\""
				+ STATUS_WORDS.get(status) + "\"}}";
	}

	private static String candidate(String text, String finish) {
		return "\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"" + text + "\"}]}" + finish
				+ "}]";
	}

}
