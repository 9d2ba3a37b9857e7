package io.llmrouter.fault;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Certificate that nobody trusts, made by the JDK's own tool for one run.
 */
final class Certificates {

	private static final String PASSWORD = "changeit";

	private Certificates() {
	}

	static Path create(Path folder) throws Exception {
		Path keys = folder.resolve("keys.p12");
		Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(tool.toString(), "-genkeypair", "-alias", "test", "-keyalg", "EC",
				"-dname", "CN=127.0.0.1", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", keys.toString())
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("keytool.txt").toFile())
			.start();
		if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
			throw new IllegalStateException(Files.readString(folder.resolve("keytool.txt")));
		}
		return keys;
	}

	static SSLContext context(Path keys) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keys)) {
			store.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(store, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		return context;
	}

}
