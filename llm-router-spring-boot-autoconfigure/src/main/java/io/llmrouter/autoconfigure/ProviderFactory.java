package io.llmrouter.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.llmrouter.autoconfigure.LlmRouterProperties.Provider;
import io.llmrouter.autoconfigure.LlmRouterProperties.Timeouts;
import io.llmrouter.call.CoarseScheduler;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.http.WireTimeouts;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Factory that turns provider properties into providers, and says what is wrong where it
 * cannot. Each provider has a connection pool of its own, so that a slow one cannot
 * starve the others; pools are closed with the application.
 */
final class ProviderFactory implements DisposableBean {

	private static final int MAX_CONNECTIONS = 500;

	private static final Duration MAX_WAIT_FOR_CONNECTION = Duration.ofSeconds(5);

	// Below the 60 s after which common load balancers drop an idle connection.
	private static final Duration MAX_IDLE = Duration.ofSeconds(50);

	private final Supplier<WebClient.Builder> webClient;

	// Of its own: what the application does to its mapper must not change the wire.
	private final JsonMapper json = JsonMapper.builder().build();

	private final Scheduler scheduler = new CoarseScheduler(Schedulers.parallel(), TimeSource.SYSTEM);

	private final List<ConnectionProvider> pools = new CopyOnWriteArrayList<>();

	ProviderFactory(Supplier<WebClient.Builder> webClient) {
		this.webClient = webClient;
	}

	ChatProvider create(String name, Provider properties) {
		ProviderType type = type(key(name), properties);
		ProviderConfig config = config(name, type, properties, properties.allModels());
		return type.wire().provider(config, client(name, config.timeouts()), this.json, this.scheduler);
	}

	EmbeddingProvider createEmbeddings(String name, String model, Provider properties) {
		ProviderType type = type(key(name), properties);
		EmbeddingWire wire = EmbeddingWire.of(type);
		if (wire == null) {
			throw new InvalidLlmRouterConfigurationException(key(name) + ".embedding-model",
					"is '" + model + "', but type '" + type.code() + "' has no embeddings",
					"Remove it, or set it at a provider of one of the types " + EmbeddingWire.codes() + ".");
		}
		ProviderConfig config = config(name, type, properties, List.of(model));
		return wire.provider(config, client(name, config.timeouts()), this.json, this.scheduler);
	}

	private static ProviderConfig config(String name, ProviderType type, Provider properties, List<String> models) {
		String key = key(name);
		checkName(key, name);
		return new ProviderConfig(name, baseUrl(key, type, properties.baseUrl()),
				apiKey(key, type, properties.apiKey()), models, properties.headers(),
				timeouts(key, properties.timeouts(), type.timeouts()));
	}

	private static String key(String name) {
		return LlmRouterProperties.PREFIX + ".providers." + name;
	}

	private static void checkName(String key, String name) {
		if (name.contains("/")) {
			throw new InvalidLlmRouterConfigurationException(key, "has a slash in its name",
					"Rename the provider; a slash separates provider and model in the candidates of a route.");
		}
	}

	private static ProviderType type(String key, Provider properties) {
		ProviderType type = ProviderType.of(properties.type());
		if (type == null) {
			String problem = (properties.type() != null) ? "is '" + properties.type() + "', which is unknown"
					: "is missing";
			throw new InvalidLlmRouterConfigurationException(key + ".type", problem,
					"Use one of " + ProviderType.codes() + ".");
		}
		return type;
	}

	private static URI baseUrl(String key, ProviderType type, @Nullable String text) {
		if (!StringUtils.hasText(text)) {
			if (type.baseUrl() != null) {
				return type.baseUrl();
			}
			throw new InvalidLlmRouterConfigurationException(key + ".base-url", "is missing",
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
		throw new InvalidLlmRouterConfigurationException(key + ".base-url",
				"is '" + text + "', which is no HTTP address",
				"Set it to an address with scheme and host, for example 'https://api.openai.com/v1'.");
	}

	// The binder leaves a placeholder in place that nothing resolves.
	private static @Nullable String apiKey(String key, ProviderType type, @Nullable String text) {
		boolean unresolved = text != null && text.startsWith("${");
		if (!type.keyRequired() && !unresolved) {
			return text;
		}
		if (!StringUtils.hasText(text) || unresolved) {
			String variable = unresolved ? " ('" + text + "' is not set)" : "";
			throw new InvalidLlmRouterConfigurationException(key + ".api-key", "is missing" + variable,
					"Set it to the key of the provider, best from an environment variable.");
		}
		if (text.strip().chars().anyMatch((character) -> character <= ' ' || character > '~')) {
			throw new InvalidLlmRouterConfigurationException(key + ".api-key",
					"holds a character that no key has, such as a line break",
					"Set it to the key of the provider alone.");
		}
		return text.strip();
	}

	private static WireTimeouts timeouts(String key, Timeouts properties, WireTimeouts defaults) {
		Duration firstToken = orDefault(key, "first-token", properties.firstToken(), defaults.firstToken());
		Duration reasoning = (properties.firstToken() != null) ? firstToken.multipliedBy(2)
				: defaults.reasoningFirstToken();
		return new WireTimeouts(orDefault(key, "connect", properties.connect(), defaults.connect()),
				orDefault(key, "response", properties.response(), defaults.response()), firstToken, reasoning,
				orDefault(key, "idle", properties.idle(), defaults.idle()),
				orDefault(key, "total", properties.total(), defaults.total()));
	}

	private static Duration orDefault(String key, String name, @Nullable Duration value, Duration defaultValue) {
		if (value == null) {
			return defaultValue;
		}
		if (value.isNegative() || value.isZero()) {
			throw new InvalidLlmRouterConfigurationException(key + ".timeouts." + name, "is '" + value + "'",
					"Set it to a duration over zero, for example '10s'.");
		}
		return value;
	}

	private WebClient client(String name, WireTimeouts timeouts) {
		ConnectionProvider pool = ConnectionProvider.builder("llm-router-" + name)
			.maxConnections(MAX_CONNECTIONS)
			.pendingAcquireMaxCount(MAX_CONNECTIONS)
			.pendingAcquireTimeout(MAX_WAIT_FOR_CONNECTION)
			.maxIdleTime(MAX_IDLE)
			.build();
		this.pools.add(pool);
		// The router decides about retries, nobody beneath it.
		HttpClient http = HttpClient.create(pool)
			.disableRetry(true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeouts.connect().toMillis()));
		return this.webClient.get().clientConnector(new ReactorClientHttpConnector(http)).build();
	}

	@Override
	public void destroy() {
		this.pools.forEach(ConnectionProvider::dispose);
	}

}
