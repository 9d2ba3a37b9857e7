package io.llmrouter.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Event stream parser that follows the words of section 9.2.6 of WHATWG's HTML standard
 * one by one, on the whole text at once. What is left at the end without a blank line is
 * discarded, as the standard says. Of {@code id} and {@code retry} nothing is kept.
 */
final class NaiveSse {

	private final List<ServerEvent> events = new ArrayList<>();

	private final StringBuilder data = new StringBuilder();

	private String eventType = "";

	private NaiveSse() {
	}

	static List<ServerEvent> parse(byte[] bytes) {
		NaiveSse parser = new NaiveSse();
		String text = new String(bytes, StandardCharsets.UTF_8);
		int position = text.startsWith("\uFEFF") ? 1 : 0;
		int lineStart = position;
		while (position < text.length()) {
			char current = text.charAt(position);
			position++;
			if (current == '\r' || current == '\n') {
				parser.line(text.substring(lineStart, position - 1));
				boolean pair = current == '\r' && position < text.length() && text.charAt(position) == '\n';
				position += pair ? 1 : 0;
				lineStart = position;
			}
		}
		return parser.events;
	}

	private void line(String line) {
		int colon = line.indexOf(':');
		if (line.isEmpty()) {
			dispatch();
		}
		else if (colon > 0) {
			String value = line.substring(colon + 1);
			field(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
		}
		else if (colon < 0) {
			field(line, "");
		}
	}

	private void field(String name, String value) {
		if (name.equals("event")) {
			this.eventType = value;
		}
		else if (name.equals("data")) {
			this.data.append(value).append('\n');
		}
	}

	private void dispatch() {
		if (!this.data.isEmpty()) {
			String text = this.data.substring(0, this.data.length() - 1);
			this.events.add(new ServerEvent(this.eventType.isEmpty() ? null : this.eventType, text));
		}
		this.data.setLength(0);
		this.eventType = "";
	}

}
