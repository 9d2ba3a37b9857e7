package io.llmrouter.autoconfigure.provider;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.tcp.SslProvider;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What every type honours of how it is reached: connect timeout, pool, proxy and SSL.
 */
class ProviderConnectionTests extends ProviderFixture {

	private static final String SECRET = "changeit";

	private static final int MANY = 1_000;

	@TempDir
	private static Path folder;

	private static Upstream secure;

	private static FullServer full;

	@BeforeAll
	static void startSecureServer() throws Exception {
		Path file = folder.resolve("store.p12");
		createSelfSigned(file);
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, SECRET.toCharArray());
		}
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, SECRET.toCharArray());
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SslProvider.GenericSslContextSpec<SslContextBuilder> ssl = Http11SslContextSpec.forServer(keys)
			.configure((context) -> context.trustManager(trust).clientAuth(ClientAuth.REQUIRE));
		secure = new Upstream((server) -> server.secure((spec) -> spec.sslContext(ssl)));
	}

	// The certificate holds for the address, not for the name 'localhost'.
	private static void createSelfSigned(Path file) throws IOException, InterruptedException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-keyalg", "EC", "-alias", "test", "-dname", "CN=test", "-ext", "san=ip:127.0.0.1",
				"-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", SECRET)
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("keytool.txt").toFile())
			.start();
		assertThat(keytool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(keytool.exitValue()).as(Files.readString(folder.resolve("keytool.txt"))).isZero();
	}

	@BeforeAll
	static void startFullServer() throws IOException {
		full = new FullServer();
	}

	@AfterAll
	static void stopServers() throws IOException {
		secure.close();
		full.close();
	}

	@ParameterizedTest
	@MethodSource("types")
	void connectionHasItsTime(String type) {
		assumeThat(full.leavesClientsWaiting()).as("connections over the backlog wait, as on Linux").isTrue();
		assertConnectTimeout(type, "http", full.port());
	}

	@ParameterizedTest
	@MethodSource("types")
	void handshakeHasItsTime(String type) throws IOException {
		// Accepts by its backlog, and never greets.
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			assertConnectTimeout(type, "https", silent.getLocalPort());
		}
	}

	// The response timeout is below what the HTTP client would wait by itself.
	private void assertConnectTimeout(String type, String scheme, int port) {
		with(type, (provider) -> assertFails(provider.chat(REQUEST), ErrorType.TIMEOUT_CONNECT, "connect timeout"),
				"timeouts.connect=200ms", "timeouts.response=4s",
				"base-url=" + scheme + "://127.0.0.1:" + port + "/v1");
	}

	@ParameterizedTest
	@MethodSource("types")
	void connectionIsKept(String type) {
		this.upstream.answerWhole(WireSample.of(type).answer("Hi"));
		with(type, (provider) -> askRepeatedly(provider, 5), "pool.max-connections=1");
		assertThat(this.upstream.connections()).isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource("types")
	void unusedConnectionIsGivenUp(String type) {
		this.upstream.answerWhole(WireSample.of(type).answer("Hi"));
		with(type, (provider) -> askRepeatedly(provider, MANY), "pool.max-connections=1", "pool.max-idle-time=1ms");
		assertThat(this.upstream.connections()).isEqualTo(2);
	}

	@ParameterizedTest
	@MethodSource("types")
	void oldConnectionIsGivenUp(String type) {
		this.upstream.answerWhole(WireSample.of(type).answer("Hi"));
		with(type, (provider) -> askRepeatedly(provider, MANY), "pool.max-connections=1", "pool.max-life-time=1ms");
		assertThat(this.upstream.connections()).isEqualTo(2);
	}

	private void askRepeatedly(ChatProvider provider, int times) {
		for (int i = 0; i < times && this.upstream.connections() < 2; i++) {
			assertThat(text(provider)).isEqualTo("Hi");
		}
	}

	@ParameterizedTest
	@MethodSource("types")
	void callWaitsForAConnectionInItsTime(String type) {
		withBusyConnection(type, (provider) -> assertFails(provider.chat(REQUEST), ErrorType.LOCAL_LIMIT, "pool"),
				"pool.max-connections=1", "pool.acquire-timeout=100ms", "timeouts.response=4s");
	}

	@ParameterizedTest
	@MethodSource("types")
	void noMoreCallsWaitThanMay(String type) {
		withBusyConnection(type,
				(provider) -> assertFails(Flux.merge(provider.chat(REQUEST), provider.chat(REQUEST)),
						ErrorType.LOCAL_LIMIT, "pool"),
				"pool.max-connections=1", "pool.max-pending=1", "pool.acquire-timeout=10m");
	}

	private void withBusyConnection(String type, Use use, String... settings) {
		CountDownLatch asked = new CountDownLatch(1);
		this.upstream.answer((request, response) -> Mono.<Void>never().doOnSubscribe((waiting) -> asked.countDown()));
		with(type, (provider) -> {
			Disposable first = provider.chat(REQUEST).subscribe();
			assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			use.with(provider);
			first.dispose();
		}, settings);
		assertThat(this.upstream.connections()).isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource("types")
	void httpProxyLeadsToTheProvider(String type) throws IOException {
		assertProxied(type, "http");
	}

	@ParameterizedTest
	@MethodSource("types")
	void socksProxyLeadsToTheProvider(String type) throws IOException {
		assertProxied(type, "socks5");
	}

	private void assertProxied(String type, String protocol) throws IOException {
		this.upstream.answerWhole(WireSample.of(type).answer("Hi"));
		try (LoopbackProxy proxy = new LoopbackProxy(this.upstream.port())) {
			String[] settings = { "proxy.type=" + protocol, "proxy.host=127.0.0.1", "proxy.port=" + proxy.port(),
					"proxy.username=user", "proxy.password=pass-canary", "base-url=http://provider.invalid:81/v1" };
			with(type, (provider) -> assertThat(text(provider)).isEqualTo("Hi"), settings);
			assertThat(proxy.targets()).containsExactly(protocol + " provider.invalid:81");
			settings[4] = "proxy.password=wrong-canary";
			with(type, (provider) -> assertFails(provider.chat(REQUEST), ErrorType.CONNECTION, "through the proxy"),
					settings);
			assertThat(proxy.targets()).hasSize(1);
		}
	}

	@ParameterizedTest
	@MethodSource("types")
	void sslBundleTrustsAndIdentifies(String type) {
		secure.answerWhole(WireSample.of(type).answer("Hi"));
		run(secured(type, "ssl-bundle=own"), (provider) -> assertThat(text(provider)).isEqualTo("Hi"));
		run(secured(type), (provider) -> assertFails(provider.chat(REQUEST), ErrorType.CONNECTION, "SSL"));
		run(secured(type, "ssl-bundle=own", "base-url=https://localhost:" + secure.port() + "/v1"),
				(provider) -> assertFails(provider.chat(REQUEST), ErrorType.CONNECTION, "SSL"));
	}

	@ParameterizedTest
	@MethodSource("types")
	void sslBundleOfTheApplicationHoldsWhereNoOtherIsNamed(String type) {
		secure.answerWhole(WireSample.of(type).answer("Hi"));
		run(secured(type).withPropertyValues("spring.http.clients.ssl.bundle=own"),
				(provider) -> assertThat(text(provider)).isEqualTo("Hi"));
	}

	private ApplicationContextRunner secured(String type, String... settings) {
		URI store = folder.resolve("store.p12").toUri();
		ApplicationContextRunner runner = runner(type, "base-url=https://127.0.0.1:" + secure.port() + "/v1");
		for (String part : List.of("truststore", "keystore")) {
			String prefix = "spring.ssl.bundle.jks.own." + part;
			runner = runner.withPropertyValues(prefix + ".location=" + store, prefix + ".type=PKCS12",
					prefix + ".password=" + SECRET);
		}
		return runner.withPropertyValues(prefixed(settings));
	}

}
