package io.llmrouter.testing;

import io.netty.channel.ChannelOption;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

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
		return client(HttpClient.create(connections));
	}

	/**
	 * Create a client that does not use epoll. That of Netty 4.2.18 may hand to a new
	 * connection what was meant for a closed one of the same number, where many are
	 * closed and opened at once; the call then fails with a
	 * {@link java.nio.channels.NotYetConnectedException}.
	 * @param connections the pool, which the test disposes of
	 * @param loops the threads, which the test disposes of
	 * @return the client
	 */
	public static WebClient portableClient(ConnectionProvider connections, LoopResources loops) {
		return client(HttpClient.create(connections).runOn(loops, false));
	}

	private static WebClient client(HttpClient http) {
		HttpClient client = http.disableRetry(true)
			.followRedirect(false)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 2_000);
		return WebClient.builder().clientConnector(new ReactorClientHttpConnector(client)).build();
	}

}
