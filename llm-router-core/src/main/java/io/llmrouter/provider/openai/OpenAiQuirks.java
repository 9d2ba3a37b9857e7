package io.llmrouter.provider.openai;

import java.util.Map;

import io.llmrouter.provider.ErrorType;

/**
 * Ways in which one provider's dialect of the protocol differs, as data.
 *
 * @param tokenLimitField the name of the field that limits the answer
 * @param systemRole the role of instructions
 * @param streamUsage whether to ask for the usage of a stream
 * @param obfuscationField whether to switch off the padding that OpenAI adds to streams,
 * with a field that others refuse
 * @param maxEffort the word for the most reasoning
 * @param keyHeader the header that carries the key
 * @param keyPrefix what stands before the key, possibly empty
 * @param errorCodes error codes that mean something else than at OpenAI
 * @since 0.1.0
 */
public record OpenAiQuirks(String tokenLimitField, String systemRole, boolean streamUsage, boolean obfuscationField,
		String maxEffort, String keyHeader, String keyPrefix, Map<String, ErrorType> errorCodes) {

	public OpenAiQuirks {
		errorCodes = Map.copyOf(errorCodes);
	}

	/**
	 * Return the dialect of OpenAI itself.
	 * @return the quirks
	 */
	public static OpenAiQuirks openAi() {
		return new OpenAiQuirks("max_completion_tokens", "system", true, true, "xhigh", "Authorization", "Bearer ",
				Map.of());
	}

	/**
	 * Return the dialect that most other providers understand.
	 * @return the quirks
	 */
	public static OpenAiQuirks compatible() {
		return new OpenAiQuirks("max_tokens", "system", true, false, "high", "Authorization", "Bearer ", Map.of());
	}

	/**
	 * Return a copy with another header for the key.
	 * @param header the header
	 * @param prefix what stands before the key, possibly empty
	 * @return the copy
	 */
	public OpenAiQuirks withKeyHeader(String header, String prefix) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, this.streamUsage, this.obfuscationField,
				this.maxEffort, header, prefix, this.errorCodes);
	}

	/**
	 * Return a copy with other meanings of error codes.
	 * @param codes the codes and their meanings, asked before the common table
	 * @return the copy
	 */
	public OpenAiQuirks withErrorCodes(Map<String, ErrorType> codes) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, this.streamUsage, this.obfuscationField,
				this.maxEffort, this.keyHeader, this.keyPrefix, codes);
	}

	/**
	 * Return a copy that does or does not ask for the usage of a stream.
	 * @param asked whether to ask
	 * @return the copy
	 */
	public OpenAiQuirks withStreamUsage(boolean asked) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, asked, this.obfuscationField, this.maxEffort,
				this.keyHeader, this.keyPrefix, this.errorCodes);
	}

}
