package io.llmrouter.provider.openai;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.TypeCapabilities;

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
 * @param errorCodes error codes, and HTTP statuses as text, that mean something else than
 * at OpenAI; in lower case
 * @param errorWords words of error messages that tell the reason; in lower case
 * @param seedField the name of the field that holds the seed
 * @param effortStyle how the reasoning effort is written
 * @param capabilities what the provider can do, within what the protocol has words for
 * @param mediaStyle how documents and sounds are written
 * @param refusalParts whether the refusal of an earlier answer is a part of its own,
 * which others refuse, instead of text
 * @since 0.1.0
 */
public record OpenAiQuirks(String tokenLimitField, String systemRole, boolean streamUsage, boolean obfuscationField,
		String maxEffort, String keyHeader, String keyPrefix, Map<String, ErrorType> errorCodes,
		Map<String, ErrorType> errorWords, String seedField, EffortStyle effortStyle, Set<Capability> capabilities,
		MediaStyle mediaStyle, boolean refusalParts) {

	/** What the protocol has no words for, so that no dialect can have it. */
	private static final Set<Capability> UNSPEAKABLE = EnumSet.of(Capability.TOP_K, Capability.TOOL_RESULT_MEDIA);

	public OpenAiQuirks {
		errorCodes = Map.copyOf(errorCodes);
		errorWords = Map.copyOf(errorWords);
		capabilities = Set.copyOf(capabilities);
		if (!Collections.disjoint(capabilities, UNSPEAKABLE)) {
			throw new IllegalArgumentException(
					"'capabilities' must hold none of " + UNSPEAKABLE + ", for which the protocol has no words");
		}
	}

	/**
	 * Return the dialect of OpenAI itself.
	 * @return the quirks
	 */
	public static OpenAiQuirks openAi() {
		return new OpenAiQuirks("max_completion_tokens", "system", true, true, "xhigh", "Authorization", "Bearer ",
				Map.of(), Map.of(), "seed", EffortStyle.WORD, TypeCapabilities.of("openai"), MediaStyle.OPENAI, true);
	}

	/**
	 * Return the dialect that most other providers understand.
	 * @return the quirks
	 */
	public static OpenAiQuirks compatible() {
		return new OpenAiQuirks("max_tokens", "system", true, false, "high", "Authorization", "Bearer ", Map.of(),
				Map.of(), "seed", EffortStyle.WORD, TypeCapabilities.of("openai-compatible"), MediaStyle.OPENAI, false);
	}

	/**
	 * Return a copy with another header for the key.
	 * @param header the header
	 * @param prefix what stands before the key, possibly empty
	 * @return the copy
	 */
	public OpenAiQuirks withKeyHeader(String header, String prefix) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, this.streamUsage, this.obfuscationField,
				this.maxEffort, header, prefix, this.errorCodes, this.errorWords, this.seedField, this.effortStyle,
				this.capabilities, this.mediaStyle, this.refusalParts);
	}

	/**
	 * Return a copy with other meanings of error codes.
	 * @param codes the codes and their meanings, asked before the common table
	 * @return the copy
	 */
	public OpenAiQuirks withErrorCodes(Map<String, ErrorType> codes) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, this.streamUsage, this.obfuscationField,
				this.maxEffort, this.keyHeader, this.keyPrefix, codes, this.errorWords, this.seedField,
				this.effortStyle, this.capabilities, this.mediaStyle, this.refusalParts);
	}

	/**
	 * Return a copy with other meanings of the words of error messages.
	 * @param words the words and their meanings, asked before the common table
	 * @return the copy
	 */
	public OpenAiQuirks withErrorWords(Map<String, ErrorType> words) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, this.streamUsage, this.obfuscationField,
				this.maxEffort, this.keyHeader, this.keyPrefix, this.errorCodes, words, this.seedField,
				this.effortStyle, this.capabilities, this.mediaStyle, this.refusalParts);
	}

	/**
	 * Return a copy that does or does not ask for the usage of a stream.
	 * @param asked whether to ask
	 * @return the copy
	 */
	public OpenAiQuirks withStreamUsage(boolean asked) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, asked, this.obfuscationField, this.maxEffort,
				this.keyHeader, this.keyPrefix, this.errorCodes, this.errorWords, this.seedField, this.effortStyle,
				this.capabilities, this.mediaStyle, this.refusalParts);
	}

	/**
	 * Return a copy that does or does not switch off the padding of streams.
	 * @param sent whether to send the field
	 * @return the copy
	 */
	public OpenAiQuirks withObfuscationField(boolean sent) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, this.streamUsage, sent, this.maxEffort,
				this.keyHeader, this.keyPrefix, this.errorCodes, this.errorWords, this.seedField, this.effortStyle,
				this.capabilities, this.mediaStyle, this.refusalParts);
	}

	/**
	 * Return a copy with another field for the seed.
	 * @param field the name of the field
	 * @return the copy
	 */
	public OpenAiQuirks withSeedField(String field) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, this.streamUsage, this.obfuscationField,
				this.maxEffort, this.keyHeader, this.keyPrefix, this.errorCodes, this.errorWords, field,
				this.effortStyle, this.capabilities, this.mediaStyle, this.refusalParts);
	}

	/**
	 * Return a copy that writes the reasoning effort in another way.
	 * @param style the way
	 * @return the copy
	 */
	public OpenAiQuirks withEffortStyle(EffortStyle style) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, this.streamUsage, this.obfuscationField,
				this.maxEffort, this.keyHeader, this.keyPrefix, this.errorCodes, this.errorWords, this.seedField, style,
				this.capabilities, this.mediaStyle, this.refusalParts);
	}

	/**
	 * Return a copy that can do other things.
	 * @param newCapabilities what the provider can do
	 * @return the copy
	 */
	public OpenAiQuirks withCapabilities(Set<Capability> newCapabilities) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, this.streamUsage, this.obfuscationField,
				this.maxEffort, this.keyHeader, this.keyPrefix, this.errorCodes, this.errorWords, this.seedField,
				this.effortStyle, newCapabilities, this.mediaStyle, this.refusalParts);
	}

	/**
	 * Return a copy that writes documents and sounds in another way.
	 * @param style the way
	 * @return the copy
	 */
	public OpenAiQuirks withMediaStyle(MediaStyle style) {
		return new OpenAiQuirks(this.tokenLimitField, this.systemRole, this.streamUsage, this.obfuscationField,
				this.maxEffort, this.keyHeader, this.keyPrefix, this.errorCodes, this.errorWords, this.seedField,
				this.effortStyle, this.capabilities, style, this.refusalParts);
	}

	/**
	 * Ways in which the reasoning effort is written.
	 */
	public enum EffortStyle {

		/** A word in {@code reasoning_effort}. */
		WORD,

		/** The same, of which the least after {@code none} is {@code low}. */
		WORD_FROM_LOW,

		/** A switch in {@code enable_thinking}. */
		ENABLE_THINKING,

		/** A switch in {@code thinking.type}. */
		THINKING_TYPE

	}

	/**
	 * Ways in which documents and sounds are written.
	 */
	public enum MediaStyle {

		/** Documents as {@code file}, sounds as {@code input_audio}, both by bytes. */
		OPENAI,

		/** The same, where the data of a document may also be an address. */
		OPENROUTER,

		/**
		 * Documents as {@code document_url}, which may also hold their bytes, sounds as
		 * {@code input_audio} that is their bytes.
		 */
		MISTRAL,

		/** Sounds as {@code input_audio} whose data is an address or holds the bytes. */
		DASHSCOPE

	}

}
