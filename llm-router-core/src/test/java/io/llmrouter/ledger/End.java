package io.llmrouter.ledger;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, as its server and its client both can tell.
 */
enum End {

	/** The answer was complete. */
	COMPLETE,

	/** Status 429. */
	RATE_LIMITED,

	/** Status 503. */
	REFUSED,

	/** The connection was closed before content. */
	CUT,

	/** The connection was closed after content. */
	INTERRUPTED,

	/** The server fell silent, or the client gave up before it understood any content. */
	OPEN,

	/** The client gave up after content, which only the client can tell. */
	BROKEN_OFF,

	/** Something that no server did. */
	STRANGE;

	static End of(ChatCall call) {
		End end = of(call.outcome().code(), (call.errorType() != null) ? call.errorType().code() : null);
		return (end == OPEN && call.contentChunks() > 0) ? BROKEN_OFF : end;
	}

	/**
	 * Return the end that an outcome stands for.
	 * @param outcome the outcome
	 * @param errorType the type of the error, where it is one
	 * @return the end; never {@link #BROKEN_OFF}, which looks like {@link #OPEN} here
	 */
	static End of(String outcome, @Nullable String errorType) {
		if (!Outcome.ERROR.code().equals(outcome)) {
			return Outcome.SUCCESS.code().equals(outcome) ? COMPLETE : OPEN;
		}
		return switch (String.valueOf(errorType)) {
			case "rate_limited" -> RATE_LIMITED;
			case "overloaded", "server_error" -> REFUSED;
			case "connection" -> CUT;
			case "stream_interrupted" -> INTERRUPTED;
			case "timeout_connect", "timeout_first_token", "timeout_idle", "deadline_exceeded" -> OPEN;
			default -> STRANGE;
		};
	}

}
