package io.llmrouter.autoconfigure.provider;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.autoconfigure.LlmRouterProperties.Pool;
import io.llmrouter.autoconfigure.LlmRouterProperties.Provider;
import io.llmrouter.autoconfigure.LlmRouterProperties.Proxy;
import io.llmrouter.autoconfigure.LlmRouterProperties.ProxyType;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;
import reactor.netty.transport.ProxyProvider;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.ReactorHttpClientBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * HTTP clients of the providers. Each provider has a connection pool of its own, so that
 * a slow one cannot starve the others; pools are closed with the application. No client
 * retries, and none follows a redirect, which could carry a key elsewhere.
 */
final class ProviderHttpClients implements DisposableBean {

	private static final int LAST_PORT = 65_535;

	private final Supplier<WebClient.Builder> webClient;

	private final SslBundles bundles;

	private final @Nullable SslBundle defaultBundle;

	private final List<ConnectionProvider> pools = new CopyOnWriteArrayList<>();

	/**
	 * Create the clients.
	 * @param webClient makes builders of clients
	 * @param bundles the SSL bundles
	 * @param defaultBundle the SSL bundle where a provider names none, or {@code null}
	 * for what the JVM trusts
	 */
	ProviderHttpClients(Supplier<WebClient.Builder> webClient, SslBundles bundles, @Nullable SslBundle defaultBundle) {
		this.webClient = webClient;
		this.bundles = bundles;
		this.defaultBundle = defaultBundle;
	}

	WebClient client(String name, Provider properties, ProviderConfig config) {
		String key = LlmRouterProperties.PREFIX + ".providers." + name;
		Duration connect = config.timeouts().connect();
		HttpClientSettings settings = HttpClientSettings.defaults()
			.withConnectTimeout(connect)
			.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withSslBundle(bundle(key + ".ssl-bundle", properties.sslBundle()));
		ConnectionProvider pool = pool(name, key + ".pool.", properties.pool());
		HttpClient http = new ReactorHttpClientBuilder().withoutHttpClientDefaults()
			.withHttpClientFactory(() -> HttpClient.create(pool))
			.build(settings)
			// The router decides about retries, nobody beneath it.
			.disableRetry(true)
			.compress(properties.compression());
		// Without TLS, Reactor Netty would take its settings out again at every request.
		if ("https".equalsIgnoreCase(config.baseUrl().getScheme())) {
			http = handshakeWithin(connect, http);
		}
		if (properties.proxy() != null) {
			http = through(properties.proxy(), key + ".proxy.", connect, http);
		}
		return this.webClient.get().clientConnector(new ReactorClientHttpConnector(http)).build();
	}

	private @Nullable SslBundle bundle(String key, @Nullable String name) {
		if (!StringUtils.hasText(name)) {
			return this.defaultBundle;
		}
		if (!this.bundles.getBundleNames().contains(name)) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + name + "', which is unknown",
					"Define it under 'spring.ssl.bundle', or use one of " + this.bundles.getBundleNames() + ".");
		}
		return this.bundles.getBundle(name);
	}

	private ConnectionProvider pool(String name, String key, Pool properties) {
		ConnectionProvider.Builder builder = ConnectionProvider.builder("llm-router-" + name)
			.maxConnections(PropertyChecks.atLeastOne(key + "max-connections", properties.maxConnections()))
			.pendingAcquireMaxCount(PropertyChecks.atLeastOne(key + "max-pending", properties.maxPending()))
			.pendingAcquireTimeout(PropertyChecks.duration(key + "acquire-timeout", properties.acquireTimeout()))
			.maxIdleTime(PropertyChecks.duration(key + "max-idle-time", properties.maxIdleTime()));
		if (properties.maxLifeTime() != null) {
			builder.maxLifeTime(PropertyChecks.duration(key + "max-life-time", properties.maxLifeTime()));
		}
		ConnectionProvider pool = builder.build();
		this.pools.add(pool);
		return pool;
	}

	private static HttpClient handshakeWithin(Duration limit, HttpClient http) {
		HttpClient secure = (http.configuration().sslProvider() != null) ? http : http.secure();
		SslProvider provider = Objects.requireNonNull(secure.configuration().sslProvider());
		return secure.secure(SslProvider.addHandlerConfigurator(provider,
				(handler) -> handler.setHandshakeTimeoutMillis(limit.toMillis())));
	}

	private static HttpClient through(Proxy proxy, String key, Duration connect, HttpClient http) {
		String host = PropertyChecks.text(key + "host", proxy.host(), "Set it to the host of the proxy.");
		Integer port = proxy.port();
		if (port == null || port < 1 || port > LAST_PORT) {
			throw new InvalidLlmRouterConfigurationException(key + "port",
					(port != null) ? "is '" + port + "'" : "is missing", "Set it to the port of the proxy.");
		}
		checkLogin(proxy, key);
		return http.proxy((spec) -> {
			ProxyProvider.Builder builder = spec.type(type(proxy.type())).host(host).port(port);
			login(proxy, builder).connectTimeoutMillis(connect.toMillis());
		});
	}

	private static void checkLogin(Proxy proxy, String key) {
		boolean user = StringUtils.hasText(proxy.username());
		boolean password = StringUtils.hasText(proxy.password());
		if (user != password) {
			throw new InvalidLlmRouterConfigurationException(key + (user ? "password" : "username"), "is missing",
					"Set both, 'username' and 'password', or none of them.");
		}
		if (user && password) {
			PropertyChecks.resolved(key + "password", String.valueOf(proxy.password()),
					"Set it to the password of the proxy's user.");
		}
	}

	private static ProxyProvider.Proxy type(ProxyType type) {
		return switch (type) {
			case HTTP -> ProxyProvider.Proxy.HTTP;
			case SOCKS5 -> ProxyProvider.Proxy.SOCKS5;
		};
	}

	private static ProxyProvider.Builder login(Proxy proxy, ProxyProvider.Builder builder) {
		String password = proxy.password();
		if (!StringUtils.hasText(proxy.username()) || password == null) {
			return builder;
		}
		return builder.username(proxy.username()).password((user) -> password);
	}

	@Override
	public void destroy() {
		this.pools.forEach(ConnectionProvider::dispose);
	}

}
