package io.llmrouter.provider.contract;

import java.net.URI;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.LineDecoder;
import io.llmrouter.provider.http.NdjsonDecoder;
import io.llmrouter.provider.http.ServerEvent;
import io.llmrouter.provider.http.SseDecoder;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.provider.http.StreamMapper;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * One wire protocol as the tests of all wires see it. The wires live in the packages of
 * their adapters, whose parts are not public.
 */
public interface Wire {

	String KEY = "sk-canary-0123456789";

	String PROMPT = "confidential: the merger takes place on Monday";

	ChatRequest REQUEST = ChatRequest.user(PROMPT);

	CallSite SITE = new CallSite("test", "model-1", "localhost");

	/**
	 * Return the name, which is also that of the folder of its recorded bodies.
	 * @return the name
	 */
	String name();

	/**
	 * Create a provider named {@code test} with {@link #KEY} and the model
	 * {@code model-1}.
	 * @param baseUrl the base URL
	 * @param client the HTTP client
	 * @param timeouts the time limits
	 * @param limits the sizes that its answers may reach
	 * @return the provider
	 */
	ChatProvider provider(URI baseUrl, WebClient client, WireTimeouts timeouts, WireLimits limits);

	default ChatProvider provider(URI baseUrl, WebClient client) {
		return provider(baseUrl, client, WireTimeouts.defaults(), WireLimits.defaults());
	}

	/**
	 * Write a request as it is sent to the provider itself.
	 * @param request the request
	 * @param stream whether the answer shall come in pieces
	 * @return the body
	 */
	byte[] write(ChatRequest request, boolean stream);

	StreamMapper<ServerEvent> streamMapper();

	/**
	 * Map a whole answer.
	 * @param answer the answer
	 * @return the answer
	 */
	ChatResponse whole(HttpAnswer answer);

	/**
	 * Map one document that came where a stream was asked for.
	 * @param answer the answer
	 * @return the chunks
	 */
	List<ChatChunk> document(HttpAnswer answer);

	/**
	 * Map an answer without a status of success.
	 * @param answer the answer
	 * @return the failure
	 */
	ProviderException refused(HttpAnswer answer);

	/**
	 * Read the usage that an answer tells.
	 * @param usage the object that holds it
	 * @return the usage
	 */
	@Nullable TokenUsage usage(JsonNode usage);

	default String extension() {
		return "sse";
	}

	default LineDecoder decoder(SseLimits limits) {
		return extension().equals("sse") ? new SseDecoder(limits) : new NdjsonDecoder(limits);
	}

	default String streamType() {
		return extension().equals("sse") ? "text/event-stream" : "application/x-ndjson";
	}

}
