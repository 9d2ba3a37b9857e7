package io.llmrouter.provider;

import org.jspecify.annotations.Nullable;

/**
 * Provider that may speak a wire of which callers know the format.
 *
 * @since 0.1.0
 */
public interface WireSpeaker {

	/**
	 * Return the wire whose own fields this provider sends on. A chat request that has
	 * {@link io.llmrouter.chat.WireFields} goes to providers of their wire only.
	 * @return the name of the wire, {@code openai}, {@code anthropic}, {@code gemini} or
	 * {@code ollama} for ours; {@code null} where it understands the fields of none
	 */
	default @Nullable String wire() {
		return null;
	}

}
