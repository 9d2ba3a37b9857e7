package io.llmrouter.provider.openai;

import java.net.URI;
import java.util.List;

import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ChatProviderContract;
import io.llmrouter.provider.http.WireTimeouts;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;

class OpenAiContractTests extends ChatProviderContract {

	private static final String USAGE_JSON = "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":10}";

	@Override
	protected ChatProvider provider(URI baseUrl, WebClient client, WireTimeouts timeouts) {
		OpenAiSettings settings = OpenAiSettings.compatible(NAME, baseUrl, KEY, List.of(MODEL)).withTimeouts(timeouts);
		return new OpenAiChatProvider(settings, client, JsonMapper.shared(), TimeSource.SYSTEM, Schedulers.parallel());
	}

	@Override
	protected String answer() {
		return "{\"id\":\"c\",\"choices\":[{\"message\":{\"content\":\"" + TEXT + "\"},\"finish_reason\":\"stop\"}],"
				+ USAGE_JSON + "}";
	}

	@Override
	protected String stream() {
		return event("{\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}")
				+ event("{\"choices\":[{\"delta\":{\"content\":\" there\"}}]}")
				+ event("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}")
				+ event("{\"choices\":[]," + USAGE_JSON + "}") + event("[DONE]");
	}

	@Override
	protected String streamWithError(String message) {
		return event("{\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}") + event(error(500, message));
	}

	@Override
	protected String error(int status, String message) {
		return "{\"error\":{\"message\":\"" + message + "\",\"type\":null,\"code\":null}}";
	}

	private static String event(String data) {
		return "data: " + data + "\n\n";
	}

}
