package io.llmrouter.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

import io.llmrouter.gateway.openai.GatewayError;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Keys of the callers. Kept as hashes only, and compared in constant time: every key is
 * compared with the whole of what the caller sent, whichever fits. Thread-safe.
 *
 * @since 0.1.0
 */
public final class GatewayKeys {

	private static final String BEARER = "Bearer ";

	private final List<Key> keys = new ArrayList<>();

	/**
	 * Add a key. Not to be called once requests are served.
	 * @param key the key
	 * @param caller whose key it is
	 * @return these keys
	 */
	public GatewayKeys add(String key, Caller caller) {
		this.keys.add(new Key(hash(key), caller));
		return this;
	}

	/**
	 * Return who sent a request.
	 * @param headers the headers of the request
	 * @return the caller
	 * @throws io.llmrouter.gateway.openai.GatewayException where the key is missing or
	 * wrong
	 */
	Caller caller(HttpHeaders headers) {
		if (this.keys.isEmpty()) {
			return Caller.ANONYMOUS;
		}
		String header = headers.getFirst(HttpHeaders.AUTHORIZATION);
		if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
			throw GatewayError
				.invalid(401, null, null,
						"You didn't provide an API key. Send it in the Authorization header, as 'Bearer YOUR_KEY'.")
				.exception();
		}
		Caller caller = find(hash(header.substring(BEARER.length()).strip()));
		if (caller == null) {
			throw GatewayError.invalid(401, "invalid_api_key", null, "Incorrect API key provided.").exception();
		}
		return caller;
	}

	private @Nullable Caller find(byte[] hash) {
		Caller found = null;
		for (Key key : this.keys) {
			found = MessageDigest.isEqual(key.hash(), hash) ? key.caller() : found;
		}
		return found;
	}

	private static byte[] hash(String key) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return "GatewayKeys[" + this.keys.size() + "]";
	}

	private record Key(byte[] hash, Caller caller) {

	}

}
