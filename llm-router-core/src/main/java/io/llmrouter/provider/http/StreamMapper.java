package io.llmrouter.provider.http;

import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ProviderException;
import org.jspecify.annotations.Nullable;

/**
 * Mapper from the events of one streamed answer to chunks. One instance per stream; used
 * by one thread at a time.
 *
 * @param <E> the type of the wire's events
 * @since 0.1.0
 */
public interface StreamMapper<E> {

	/**
	 * Map an event.
	 * @param event the event
	 * @return the chunks, none where the event has no meaning here, or {@code null} where
	 * it cannot be decoded
	 * @throws ProviderException when the event tells of a failure
	 */
	@Nullable List<ChatChunk> map(E event);

	/**
	 * Return what is left to tell when no more events come.
	 * @return the last chunks
	 * @throws ProviderException when the answer is not complete
	 */
	List<ChatChunk> end();

	/**
	 * Return whether the provider said that nothing more will come.
	 * @return whether the stream is over, apart from its end of file
	 */
	boolean isOver();

	/**
	 * Return the usage that the provider told so far. Called from any thread, for a
	 * stream that broke or was cancelled.
	 * @return the usage, or {@code null} where it told none; a count that it will correct
	 * is left out
	 */
	@Nullable TokenUsage usage();

}
