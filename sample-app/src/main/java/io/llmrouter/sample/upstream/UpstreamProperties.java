package io.llmrouter.sample.upstream;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code sample.upstream}.
 *
 * @param port the port to listen on, 0 for any free one
 * @param seed the seed of all random choices, or {@code null} for a new one at each start
 * @param characters the simulated providers by name; none means that no server is started
 * @since 0.1.0
 */
public record UpstreamProperties(@DefaultValue("0") int port, @Nullable Long seed,
		@DefaultValue Map<String, UpstreamCharacter> characters) {

	static final String PREFIX = "sample.upstream";

	public UpstreamProperties {
		characters = Collections.unmodifiableMap(new LinkedHashMap<>(characters));
	}

}
