package io.llmrouter.provider.http;

import java.net.URI;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked in one call, so that every failure says where it happened.
 *
 * @param provider the configured name of the provider
 * @param model the requested model, or {@code null} where none is known
 * @param host the host of the provider; nothing else of its address, which may hold a key
 * @since 0.1.0
 */
public record CallSite(String provider, @Nullable String model, String host) {

	/**
	 * Create the site of a call.
	 * @param provider the configured name of the provider
	 * @param model the requested model, or {@code null}
	 * @param uri the address of the provider
	 * @return the site
	 */
	public static CallSite of(String provider, @Nullable String model, URI uri) {
		String port = (uri.getPort() >= 0) ? ":" + uri.getPort() : "";
		return new CallSite(provider, model, uri.getHost() + port);
	}

	/**
	 * Create a failure of which no HTTP answer is known.
	 * @param type the reason
	 * @param what what failed and what to do, the end of a sentence about the provider
	 * @return the failure
	 */
	public ProviderException failure(ErrorType type, String what) {
		return failure(ErrorDetails.of(type), what, null);
	}

	/**
	 * Create a failure.
	 * @param details what is known about it; the site is added
	 * @param what what failed and what to do, the end of a sentence about the provider
	 * @param cause the cause, which must hold neither content nor key, or {@code null}
	 * @return the failure
	 */
	public ProviderException failure(ErrorDetails details, String what, @Nullable Throwable cause) {
		return new ProviderException(this + " " + what, details.at(this.provider, this.model), cause);
	}

	@Override
	public String toString() {
		String named = (this.model != null) ? "model '" + this.model + "', " : "";
		return "Provider '" + this.provider + "' (" + named + "host '" + this.host + "')";
	}

}
