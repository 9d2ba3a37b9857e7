package io.llmrouter.gateway;

import java.time.Duration;
import java.util.Objects;

/**
 * Settings of the endpoint.
 *
 * @param basePath path under which it answers, beginning with a slash and not ending in
 * one; nothing else of the application can live there
 * @param maxBodyBytes largest body of a request, in bytes
 * @param bodyTimeout longest time in which a caller may send the body
 * @param heartbeatInterval longest silence of a stream; a comment breaks it
 * @since 0.1.0
 */
public record GatewaySettings(String basePath, int maxBodyBytes, Duration bodyTimeout, Duration heartbeatInterval) {

	public GatewaySettings {
		Objects.requireNonNull(basePath, "'basePath' must not be null");
		Objects.requireNonNull(bodyTimeout, "'bodyTimeout' must not be null");
		Objects.requireNonNull(heartbeatInterval, "'heartbeatInterval' must not be null");
	}

}
