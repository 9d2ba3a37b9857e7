package io.llmrouter.autoconfigure.gateway;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.gateway.Caller;
import io.llmrouter.gateway.EmbeddingModels;
import io.llmrouter.gateway.GatewayKeys;
import io.llmrouter.gateway.GatewaySettings;
import io.llmrouter.gateway.ModelCatalog;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Factory that turns the properties of the endpoint into its settings, and says what is
 * wrong where it cannot.
 */
final class GatewayFactory {

	private static final String KEYS = LlmGatewayProperties.PREFIX + ".keys";

	private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

	private static final int SHORTEST_KEY = 8;

	private GatewayFactory() {
	}

	static GatewaySettings settings(LlmGatewayProperties properties) {
		String path = properties.basePath();
		if (!PATH.matcher(path).matches()) {
			throw new InvalidLlmRouterConfigurationException(LlmGatewayProperties.PREFIX + ".base-path",
					"is '" + path + "'",
					"Set it to a path of letters and digits that begins with a slash and does not end in one, for example '/v1'.");
		}
		return new GatewaySettings(path, bytes(properties.maxBodySize()),
				positive("body-timeout", properties.bodyTimeout()),
				positive("heartbeat-interval", properties.heartbeatInterval()));
	}

	private static int bytes(DataSize size) {
		if (size.toBytes() < 1 || size.toBytes() > Integer.MAX_VALUE) {
			throw new InvalidLlmRouterConfigurationException(LlmGatewayProperties.PREFIX + ".max-body-size",
					"is '" + size + "'", "Set it to a size from 1B to less than 2GB, for example '20MB'.");
		}
		return (int) size.toBytes();
	}

	private static Duration positive(String name, Duration value) {
		if (value.toMillis() < 1) {
			throw new InvalidLlmRouterConfigurationException(LlmGatewayProperties.PREFIX + "." + name,
					"is '" + value + "'", "Set it to a duration over zero, for example '15s'.");
		}
		return value;
	}

	/**
	 * Check that callers who need no key can come from this machine only.
	 * @param properties the properties
	 * @param address the address that the server listens on, or {@code null} for all
	 */
	static void checkProtected(LlmGatewayProperties properties, @Nullable InetAddress address) {
		boolean loopback = address != null && address.isLoopbackAddress();
		if (properties.keys().isEmpty() && !loopback && !properties.allowAnonymous()) {
			String where = (address != null) ? "on " + address.getHostAddress() : "on all addresses";
			throw new InvalidLlmRouterConfigurationException(KEYS,
					"is empty, but the application listens " + where
							+ ": whoever reaches it could spend the money of your provider keys",
					"Add a key, for example '" + KEYS
							+ ".my-team.key'; or set 'server.address' to '127.0.0.1'; or, where "
							+ "something in front of the application checks the callers, set '"
							+ LlmGatewayProperties.PREFIX + ".allow-anonymous' to 'true'.");
		}
	}

	static GatewayKeys keys(LlmGatewayProperties properties, ModelCatalog catalog, EmbeddingModels embeddings) {
		GatewayKeys keys = new GatewayKeys();
		Map<String, String> names = new HashMap<>();
		properties.keys().forEach((name, key) -> {
			String value = key(name, key.key());
			String other = names.put(value, name);
			if (other != null) {
				throw new InvalidLlmRouterConfigurationException(KEYS + "." + name + ".key",
						"is the same as that of '" + other + "'", "Give every caller a key of its own.");
			}
			keys.add(value, new Caller(name, routes(name, key.routes(), catalog, embeddings)));
		});
		return keys;
	}

	// The binder leaves a placeholder in place that nothing resolves.
	private static String key(String name, @Nullable String value) {
		String key = KEYS + "." + name + ".key";
		if (!StringUtils.hasText(value) || value.startsWith("${")) {
			throw new InvalidLlmRouterConfigurationException(key, "is missing",
					"Set it to a long random text, best from an environment variable.");
		}
		String stripped = value.strip();
		if (stripped.length() < SHORTEST_KEY || stripped.chars().anyMatch((sign) -> sign <= ' ' || sign > '~')) {
			throw new InvalidLlmRouterConfigurationException(key,
					"is too short, or holds a character that no header may have",
					"Set it to a random text of at least " + SHORTEST_KEY + " letters and digits.");
		}
		return stripped;
	}

	private static Set<String> routes(String name, List<String> routes, ModelCatalog catalog,
			EmbeddingModels embeddings) {
		for (String route : routes) {
			if (catalog.find(route) == null && embeddings.find(route) == null) {
				throw new InvalidLlmRouterConfigurationException(KEYS + "." + name + ".routes",
						"names '" + route + "', which does not exist", "Use some of "
								+ catalog.models().stream().map(ModelCatalog.Model::id).distinct().toList() + ".");
			}
		}
		return Set.copyOf(routes);
	}

}
