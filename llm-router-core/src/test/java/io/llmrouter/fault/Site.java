package io.llmrouter.fault;

/**
 * What stands at the address of a provider.
 */
enum Site {

	/** A server that follows a script. */
	SCRIPTED,

	/** Nobody listens at the port. */
	CLOSED,

	/** The host has no address. */
	UNKNOWN_HOST,

	/** Packets are lost, nobody answers them. */
	BLACK_HOLE,

	/** The connection is reset as soon as the TLS handshake begins. */
	RESETTING_TLS,

	/** The certificate is signed by nobody the client trusts. */
	UNTRUSTED_CERTIFICATE;

	/**
	 * Return whether a request can reach the provider.
	 * @return whether one can
	 */
	boolean isReachable() {
		return this == SCRIPTED;
	}

}
