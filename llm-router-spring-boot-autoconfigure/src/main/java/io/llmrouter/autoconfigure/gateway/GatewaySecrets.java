package io.llmrouter.autoconfigure.gateway;

import java.util.regex.Pattern;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Masking of the callers' keys on actuator's pages, also where {@code show-values} shows
 * every other value. Knows the keys as properties, as bound fields and as environment
 * variables.
 */
final class GatewaySecrets implements SanitizingFunction {

	private static final Pattern SECRET = Pattern.compile("(?i)llm[._]router[._]gateway[._]keys[._\\[].+[._]key");

	@Override
	public SanitizableData apply(SanitizableData data) {
		return SECRET.matcher(data.getKey()).matches() ? data.withSanitizedValue() : data;
	}

}
