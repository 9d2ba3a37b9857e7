package io.llmrouter.provider.http;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One event of a server-sent event stream, or one line of a stream of JSON texts. Its
 * text form never shows the data.
 *
 * @param name the name of the event, or {@code null} where it has none
 * @param data the data lines, joined by line feeds, or the JSON text
 * @since 0.1.0
 */
public record ServerEvent(@Nullable String name, String data) {

	public ServerEvent {
		Objects.requireNonNull(data, "'data' must not be null");
	}

	@Override
	public String toString() {
		return "ServerEvent[" + this.name + ", " + this.data.length() + " characters]";
	}

}
