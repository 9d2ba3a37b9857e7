package io.llmrouter.autoconfigure.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.autoconfigure.LlmRouterProperties.Limits;
import io.llmrouter.autoconfigure.LlmRouterProperties.Options;
import io.llmrouter.autoconfigure.LlmRouterProperties.Provider;
import io.llmrouter.autoconfigure.LlmRouterProperties.Timeouts;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Checks of what one provider is configured with, but for its HTTP client. What is left
 * out gets the default of the provider's type.
 */
final class ProviderChecks {

	private static final String KEY_ACTION = "Set it to the key of the provider, best from an environment variable.";

	private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

	private final String key;

	private final Provider properties;

	ProviderChecks(String name, Provider properties) {
		this.key = LlmRouterProperties.PREFIX + ".providers." + name;
		this.properties = properties;
		if (name.contains("/")) {
			throw new InvalidLlmRouterConfigurationException(this.key, "has a slash in its name",
					"Rename the provider; a slash separates provider and model in the candidates of a route.");
		}
	}

	ProviderType type() {
		ProviderType type = ProviderType.of(this.properties.type());
		if (type == null) {
			String problem = (this.properties.type() != null) ? "is '" + this.properties.type() + "', which is unknown"
					: "is missing";
			throw new InvalidLlmRouterConfigurationException(this.key + ".type", problem,
					"Use one of " + ProviderType.codes() + ", or '" + SpringAiProviders.TYPE
							+ "' for a ChatModel bean of Spring AI.");
		}
		if (this.properties.bean() != null) {
			throw new InvalidLlmRouterConfigurationException(this.key + ".bean",
					"is set, but type '" + type.code() + "' does not know it",
					"Remove it; only a provider of type '" + SpringAiProviders.TYPE + "' may have it.");
		}
		return type;
	}

	EmbeddingWire embeddings(ProviderType type, String model) {
		EmbeddingWire wire = EmbeddingWire.of(type);
		if (wire == null) {
			throw new InvalidLlmRouterConfigurationException(this.key + ".embedding-model",
					"is '" + model + "', but type '" + type.code() + "' has no embeddings",
					"Remove it, or set it at a provider of one of the types " + EmbeddingWire.codes() + ".");
		}
		return wire;
	}

	URI baseUrl(ProviderType type) {
		String text = this.properties.baseUrl();
		if (!StringUtils.hasText(text)) {
			if (type.baseUrl() != null) {
				return type.baseUrl();
			}
			throw new InvalidLlmRouterConfigurationException(this.key + ".base-url", "is missing",
					"Set it to the address of the server, for example 'http://localhost:8000/v1'.");
		}
		try {
			URI uri = new URI(text.strip());
			if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
				return uri;
			}
		}
		catch (URISyntaxException ex) {
			// Falls through to the one answer for everything that is no address.
		}
		throw new InvalidLlmRouterConfigurationException(this.key + ".base-url",
				"is '" + text + "', which is no HTTP address",
				"Set it to an address with scheme and host, for example 'https://api.openai.com/v1'.");
	}

	List<String> apiKeys(ProviderType type) {
		Set<String> keys = new LinkedHashSet<>();
		addKey(keys, this.key + ".api-key", this.properties.apiKey());
		List<String> further = this.properties.apiKeys();
		for (int i = 0; i < further.size(); i++) {
			addKey(keys, this.key + ".api-keys[" + i + "]", further.get(i));
		}
		if (keys.isEmpty() && type.keyRequired()) {
			throw new InvalidLlmRouterConfigurationException(this.key + ".api-key", "is missing", KEY_ACTION);
		}
		return List.copyOf(keys);
	}

	private static void addKey(Set<String> keys, String property, @Nullable String value) {
		if (!StringUtils.hasText(value)) {
			return;
		}
		String text = PropertyChecks.resolved(property, value.strip(), KEY_ACTION);
		if (text.chars().anyMatch((character) -> character <= ' ' || character > '~')) {
			throw new InvalidLlmRouterConfigurationException(property,
					"holds a character that no key has, such as a line break",
					"Set it to the key of the provider alone.");
		}
		keys.add(text);
	}

	Map<String, String> headers() {
		this.properties.headers().forEach((name, value) -> checkHeader(this.key + ".headers." + name, name, value));
		return this.properties.headers();
	}

	private static void checkHeader(String property, String name, String value) {
		if (!HEADER_NAME.matcher(name).matches()) {
			throw new InvalidLlmRouterConfigurationException(property, "is no name of a header",
					"Use letters, digits and hyphens, for example 'X-Team'.");
		}
		PropertyChecks.resolved(property, value, "Set it to the value of the header, or remove it.");
		if (value.chars().anyMatch((character) -> character < ' ' && character != '\t')) {
			throw new InvalidLlmRouterConfigurationException(property,
					"holds a character that no header has, such as a line break",
					"Set it to the value of the header alone.");
		}
	}

	WireTimeouts timeouts(WireTimeouts defaults) {
		Timeouts timeouts = this.properties.timeouts();
		Duration firstToken = timeout("first-token", timeouts.firstToken(), defaults.firstToken());
		Duration reasoning = (timeouts.firstToken() != null) ? firstToken.multipliedBy(2)
				: defaults.reasoningFirstToken();
		return new WireTimeouts(timeout("connect", timeouts.connect(), defaults.connect()),
				timeout("response", timeouts.response(), defaults.response()), firstToken, reasoning,
				timeout("idle", timeouts.idle(), defaults.idle()),
				timeout("total", timeouts.total(), defaults.total()));
	}

	private Duration timeout(String name, @Nullable Duration value, Duration defaultValue) {
		return (value != null) ? PropertyChecks.duration(this.key + ".timeouts." + name, value) : defaultValue;
	}

	WireLimits limits() {
		String prefix = this.key + ".limits.";
		Limits limits = this.properties.limits();
		SseLimits events = new SseLimits(PropertyChecks.bytes(prefix + "max-line", limits.maxLine()),
				PropertyChecks.bytes(prefix + "max-event", limits.maxEvent()),
				PropertyChecks.manyBytes(prefix + "max-stream", limits.maxStream()), SseLimits.defaults().maxEvents());
		return new WireLimits(events, PropertyChecks.bytes(prefix + "max-body", limits.maxBody()));
	}

	Options options(ProviderType type) {
		String prefix = this.key + ".options.";
		Options options = this.properties.options();
		checkOption(prefix + "keep-alive", options.keepAlive(), type, "ollama");
		checkOption(prefix + "num-ctx", options.numCtx(), type, "ollama");
		checkOption(prefix + "default-max-output-tokens", options.defaultMaxOutputTokens(), type, "anthropic");
		return options;
	}

	private static void checkOption(String property, @Nullable Object value, ProviderType type, String owner) {
		if (value == null) {
			return;
		}
		if (!type.code().equals(owner)) {
			throw new InvalidLlmRouterConfigurationException(property,
					"is set, but type '" + type.code() + "' does not know it",
					"Remove it; only a provider of type '" + owner + "' may have it.");
		}
		if (value instanceof Integer number) {
			PropertyChecks.atLeastOne(property, number);
		}
	}

}
