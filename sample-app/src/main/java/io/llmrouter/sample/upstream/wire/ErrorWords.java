package io.llmrouter.sample.upstream.wire;

import io.llmrouter.sample.upstream.answer.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol says of one failure.
 *
 * @param status the HTTP status
 * @param type the class of failures, or an empty text where the protocol has none
 * @param code the failure, or {@code null}
 * @param message the text for people
 */
record ErrorWords(int status, String type, @Nullable String code, String message) {

	ErrorWords(int status, String type, String message) {
		this(status, type, null, message);
	}

	ErrorWords or(Refusal refusal) {
		int chosen = (refusal.status() != null) ? refusal.status() : this.status;
		String words = (refusal.message() != null) ? refusal.message() : this.message;
		return new ErrorWords(chosen, this.type, this.code, words);
	}

}
