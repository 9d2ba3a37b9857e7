package io.llmrouter.provider.http;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.NeededCapabilities;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.TypeCapabilities;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked in one call, so that every failure says where it happened.
 *
 * @param provider the configured name of the provider
 * @param model the requested model, or {@code null} where none is known
 * @param host the host of the provider, or what stands for it; nothing else of its
 * address, which may hold a key
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

	/**
	 * Create the failure of a request that asks for what the provider does not offer.
	 * @param feature what it cannot take
	 * @param advice what to do instead
	 * @param types the types of providers that can take it, possibly none
	 * @return the failure
	 */
	public ProviderException unsupported(String feature, String advice, List<String> types) {
		String others = types.isEmpty() ? ""
				: types.stream().collect(Collectors.joining("', '", ", or ask a provider of type '", "'"));
		return failure(ErrorType.UNSUPPORTED_FEATURE, "cannot take " + feature + "; " + advice + others);
	}

	/**
	 * Check that the provider can do what a request needs.
	 * @param request the request
	 * @param stream whether the answer shall come in pieces
	 * @param capabilities what the provider can do
	 * @throws ProviderException of type {@link ErrorType#UNSUPPORTED_FEATURE} for the
	 * first thing that it cannot do; its message names the types of providers that can
	 */
	public void check(ChatRequest request, boolean stream, Set<Capability> capabilities) {
		Set<Capability> needed = NeededCapabilities.of(request, stream);
		for (Capability capability : needed) {
			if (!capabilities.contains(capability)) {
				throw unsupported(capability, capabilities);
			}
		}
	}

	/**
	 * Create the failure of a request that needs what the provider cannot do. Its message
	 * names the types of providers that can.
	 * @param capability what is needed
	 * @param capabilities what the provider can do
	 * @return the failure
	 */
	public ProviderException unsupported(Capability capability, Set<Capability> capabilities) {
		Capability other = capability.alternative();
		String instead = (other != null && capabilities.contains(other)) ? "use " + other.label() + " instead"
				: capability.advice();
		return unsupported(capability.label(), instead, TypeCapabilities.having(capability));
	}

	/**
	 * Create the failure that the provider itself told. Its message says what to do.
	 * @param details what is known about it, the HTTP status among it; the site is added
	 * @param said the provider's words, without content and key, or {@code null}
	 * @return the failure
	 */
	public ProviderException refusal(ErrorDetails details, @Nullable String said) {
		String code = (details.providerCode() != null) ? " " + details.providerCode() : "";
		String words = (said != null) ? ": " + said : "";
		return failure(details, "answered " + details.status() + code + words + "; " + advice(details.type()), null);
	}

	private static String advice(ErrorType type) {
		return switch (type) {
			case AUTHENTICATION -> "check the API key";
			case PERMISSION_DENIED -> "check what the key may use, and the region";
			case NOT_FOUND -> "check the model name and the base URL";
			case QUOTA_EXHAUSTED -> "top up the account or raise its limit";
			case RATE_LIMITED -> "send less at a time, or wait";
			case CONTEXT_LENGTH_EXCEEDED, REQUEST_TOO_LARGE -> "shorten the request";
			case CONTENT_FILTER -> "change the prompt";
			case INVALID_REQUEST, UNSUPPORTED_FEATURE -> "change the request";
			default -> "try again or ask another provider";
		};
	}

	@Override
	public String toString() {
		String named = (this.model != null) ? "model '" + this.model + "', " : "";
		return "Provider '" + this.provider + "' (" + named + "host '" + this.host + "')";
	}

}
