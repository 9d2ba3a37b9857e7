package io.llmrouter.provider;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a request may ask for and not every provider can do. A request that needs more
 * than its provider has fails before it is sent, with
 * {@link ErrorType#UNSUPPORTED_FEATURE}.
 *
 * @since 0.1.0
 */
public enum Capability {

	/** Answers in pieces. */
	STREAM("streams"),

	/** Tools. */
	TOOLS("tools"),

	/** Tools that must or must not be called. */
	TOOL_CHOICE("a tool choice other than 'auto'"),

	/** Tools whose schemas are enforced. */
	STRICT_TOOLS("strict tools"),

	/** Several tool calls in one answer. */
	PARALLEL_TOOL_CALLS("'parallelToolCalls' set to true"),

	/** At most one tool call in one answer. */
	SINGLE_TOOL_CALL("'parallelToolCalls' set to false"),

	/** Answers that are JSON objects. */
	JSON_OBJECT("the response format 'JSON object'"),

	/** Answers that follow a JSON schema. */
	JSON_SCHEMA("the response format 'JSON schema'"),

	/** Images that the provider fetches. */
	IMAGE_URL("an image by URL"),

	/** Images that are sent with the request. */
	IMAGE_BYTES("the bytes of an image"),

	/** Documents, such as PDF, that the provider fetches. */
	DOCUMENT_URL("a document by URL"),

	/** Documents, such as PDF, that are sent with the request. */
	DOCUMENT_BYTES("the bytes of a document"),

	/** Sounds that the provider fetches. */
	AUDIO_URL("audio by URL"),

	/** Sounds that are sent with the request. */
	AUDIO_BYTES("the bytes of audio"),

	/** Images and documents as results of tools. */
	TOOL_RESULT_MEDIA("media in the result of a tool"),

	/** A word for how long the model may think. */
	REASONING_EFFORT("a reasoning effort"),

	/** Sampling among the most probable tokens. */
	TOP_K("'topK'"),

	/** Sampling that can be repeated. */
	SEED("'seed'"),

	/** Penalties for tokens that came before. */
	PENALTIES("'frequencyPenalty' and 'presencePenalty'"),

	/** Temperatures beyond 1. */
	HIGH_TEMPERATURE("a 'temperature' over 1"),

	/** A tool that a model has to call which thinks before. */
	REASONING_WITH_FORCED_TOOL("a tool call that must be made together with a reasoning effort"),

	/** Another temperature than the default of a model that thinks. */
	REASONING_WITH_TEMPERATURE("a 'temperature' other than 1 together with a reasoning effort"),

	/** Sampling among the most probable tokens by a model that thinks. */
	REASONING_WITH_TOP_K("'topK' together with a reasoning effort"),

	/** Sampling among few tokens by a model that thinks. */
	REASONING_WITH_LOW_TOP_P("a 'topP' under 0.95 together with a reasoning effort");

	/** All capabilities, those of a provider that does not tell. */
	public static final Set<Capability> ALL = Collections.unmodifiableSet(EnumSet.allOf(Capability.class));

	private final String label;

	Capability(String label) {
		this.label = label;
	}

	/**
	 * Return what a request asks for, as it stands in messages.
	 * @return the words
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Return what to do where a provider cannot do this and has no alternative.
	 * @return the words, an imperative
	 */
	public String advice() {
		return switch (this) {
			case REASONING_WITH_FORCED_TOOL, REASONING_WITH_TEMPERATURE, REASONING_WITH_TOP_K,
					REASONING_WITH_LOW_TOP_P ->
				"leave one of the two out";
			default -> "leave it out";
		};
	}

	/**
	 * Return the capability that serves the same purpose in another way.
	 * @return the other way, or {@code null} where there is none
	 */
	public @Nullable Capability alternative() {
		return switch (this) {
			case JSON_OBJECT -> JSON_SCHEMA;
			case JSON_SCHEMA -> JSON_OBJECT;
			case IMAGE_URL -> IMAGE_BYTES;
			case IMAGE_BYTES -> IMAGE_URL;
			case DOCUMENT_URL -> DOCUMENT_BYTES;
			case DOCUMENT_BYTES -> DOCUMENT_URL;
			case AUDIO_URL -> AUDIO_BYTES;
			case AUDIO_BYTES -> AUDIO_URL;
			default -> null;
		};
	}

}
