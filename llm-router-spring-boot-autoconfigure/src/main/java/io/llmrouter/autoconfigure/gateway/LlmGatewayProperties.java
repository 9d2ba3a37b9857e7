package io.llmrouter.autoconfigure.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the endpoint that speaks OpenAI's protocol.
 *
 * @param enabled whether a WebFlux application answers OpenAI's protocol
 * @param basePath path under which it does; nothing else of the application can live
 * there
 * @param keys keys of the callers by name; without one, only callers on the same machine
 * are served
 * @param allowAnonymous whether callers without a key are served although the application
 * listens on more than loopback
 * @param maxBodySize largest body of a request
 * @param bodyTimeout longest time in which a caller may send the body of a request
 * @param heartbeatInterval longest silence of a stream, which a comment breaks
 * @since 0.1.0
 */
@ConfigurationProperties(LlmGatewayProperties.PREFIX)
public record LlmGatewayProperties(@DefaultValue("false") boolean enabled, @DefaultValue("/v1") String basePath,
		@DefaultValue Map<String, Key> keys, @DefaultValue("false") boolean allowAnonymous,
		@DefaultValue("20MB") DataSize maxBodySize, @DefaultValue("30s") Duration bodyTimeout,
		@DefaultValue("15s") Duration heartbeatInterval) {

	/** Prefix of all properties of the endpoint. */
	public static final String PREFIX = "llm.router.gateway";

	/**
	 * Key of a caller.
	 *
	 * @param key key that the caller sends, at least 8 characters
	 * @param routes routes that it may use, and models as 'provider/model'; all where
	 * there are none
	 */
	public record Key(@Nullable String key, @DefaultValue List<String> routes) {

		/**
		 * Return a text without the key.
		 */
		@Override
		public String toString() {
			return "Key[routes=" + this.routes + "]";
		}

	}

}
