package io.llmrouter.autoconfigure.provider;

import java.util.regex.Pattern;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Masking of the keys, proxy passwords and headers of providers on actuator's pages, also
 * where {@code show-values} shows every other value. Knows the keys as properties, as
 * bound fields and as environment variables.
 */
final class ProviderSecrets implements SanitizingFunction {

	private static final Pattern SECRET = Pattern.compile(
			"(?i)llm[._]router[._]providers[._\\[].+[._](api[-_]?keys?([._\\[].+)?|proxy[._]password|headers[._\\[].+)");

	@Override
	public SanitizableData apply(SanitizableData data) {
		return SECRET.matcher(data.getKey()).matches() ? data.withSanitizedValue() : data;
	}

}
