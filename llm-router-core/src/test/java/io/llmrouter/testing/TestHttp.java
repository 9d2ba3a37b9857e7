package io.llmrouter.testing;

import io.netty.channel.ChannelOption;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * HTTP clients set up as the auto-configuration sets them up.
 */
public final class TestHttp {

	private TestHttp() {
	}

	/**
	 * Create a client.
	 * @param connections the pool, which the test disposes of
	 * @return the client
	 */
	public static WebClient client(ConnectionProvider connections) {
		HttpClient client = HttpClient.create(connections)
			.disableRetry(true)
			.followRedirect(false)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 2_000);
		return WebClient.builder().clientConnector(new ReactorClientHttpConnector(client)).build();
	}

}
