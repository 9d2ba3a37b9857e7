package io.llmrouter.provider.http;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.TimeoutException;

import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBufferLimitException;

/**
 * Table that turns what HTTP client and codecs throw into failures of a provider.
 */
final class TransportFailures {

	private static final int MAX_DEPTH = 16;

	private TransportFailures() {
	}

	static ProviderException of(Throwable failure, CallSite site) {
		Throwable cause = failure;
		for (int i = 0; cause != null && i < MAX_DEPTH; i++) {
			if (cause instanceof ProviderException known) {
				return located(known, site);
			}
			ProviderException mapped = map(cause, site);
			if (mapped != null) {
				return mapped;
			}
			cause = cause.getCause();
		}
		return unknown(failure, site);
	}

	private static ProviderException located(ProviderException known, CallSite site) {
		if (known.details().provider() != null) {
			return known;
		}
		return new ProviderException(site + ": " + known.getMessage(),
				known.details().at(site.provider(), site.model()));
	}

	private static @Nullable ProviderException map(Throwable cause, CallSite site) {
		if (isConnectTimeout(cause)) {
			return failure(site, ErrorType.TIMEOUT_CONNECT,
					"was not reached in time; check address and network, or raise the connect timeout", cause);
		}
		if (isPoolLimit(cause)) {
			return failure(site, ErrorType.LOCAL_LIMIT,
					"was not asked because no pooled connection became free; raise the size of the pool", null);
		}
		if (cause instanceof DataBufferLimitException) {
			return failure(site, ErrorType.INVALID_RESPONSE,
					"sent a body that is over the limit; raise the limit if it may send that much", null);
		}
		if (cause instanceof ReadTimeoutException || cause instanceof TimeoutException) {
			return failure(site, ErrorType.TIMEOUT_FIRST_TOKEN, "did not answer in time", null);
		}
		if (isUnreadable(cause)) {
			return failure(
					site, ErrorType.INVALID_RESPONSE, "sent an answer that cannot be decoded ("
							+ cause.getClass().getSimpleName() + "); check that the address is that of an LLM API",
					null);
		}
		return isBroken(cause) ? broken(cause, site) : null;
	}

	private static boolean isConnectTimeout(Throwable cause) {
		return cause instanceof ConnectTimeoutException || cause instanceof SslHandshakeTimeoutException
				|| cause.getClass().getName().endsWith("DnsNameResolverTimeoutException");
	}

	/**
	 * The pool's exceptions stand in a shaded package of Reactor Netty that is internal.
	 * @param cause the exception
	 * @return whether no pooled connection became free
	 */
	private static boolean isPoolLimit(Throwable cause) {
		return cause.getClass().getSimpleName().startsWith("PoolAcquire");
	}

	/**
	 * An unreadable answer may be quoted in the message of its exception, which is
	 * therefore never kept as the cause. Netty wraps a failed TLS handshake in the same
	 * exception as a failed decoding, and reports a malformed status line as an illegal
	 * argument.
	 * @param cause the exception
	 * @return whether it says that the answer cannot be decoded
	 */
	private static boolean isUnreadable(Throwable cause) {
		if (cause instanceof DecoderException) {
			return !(cause.getCause() instanceof IOException);
		}
		return cause instanceof CodecException || cause instanceof JacksonException
				|| cause instanceof IllegalArgumentException;
	}

	/**
	 * A new connection may get what was meant for one that was closed at that moment and
	 * had the same number; Netty then reports that it is not connected yet (seen in
	 * 4.2.18 with epoll, where many callers leave at once).
	 * @param cause the exception
	 * @return whether it says that there is no connection
	 */
	private static boolean isBroken(Throwable cause) {
		return cause instanceof IOException || cause instanceof NotYetConnectedException;
	}

	private static ProviderException broken(Throwable cause, CallSite site) {
		return failure(site, ErrorType.CONNECTION, what(cause), cause);
	}

	private static String what(Throwable cause) {
		if (cause instanceof UnknownHostException) {
			return "has a host name that cannot be resolved; check its base URL";
		}
		if (cause instanceof ProxyConnectException) {
			return "could not be reached through the proxy; check the proxy's address and user";
		}
		return "could not be reached, or the connection broke before the answer was complete ("
				+ cause.getClass().getSimpleName() + "); check that it runs at this address";
	}

	private static ProviderException unknown(Throwable failure, CallSite site) {
		ErrorType type = ErrorType.of(failure);
		return failure(site, type, "failed for a reason that is not known (" + failure.getClass().getName()
				+ " because of " + innermost(failure).getClass().getName() + ")", null);
	}

	private static Throwable innermost(Throwable failure) {
		Throwable cause = failure;
		for (int i = 0; cause.getCause() != null && i < MAX_DEPTH; i++) {
			cause = cause.getCause();
		}
		return cause;
	}

	private static ProviderException failure(CallSite site, ErrorType type, String what, @Nullable Throwable cause) {
		return site.failure(ErrorDetails.of(type), what, cause);
	}

}
