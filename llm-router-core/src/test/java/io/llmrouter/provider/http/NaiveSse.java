package io.llmrouter.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Event stream parser that follows the words of the WHATWG standard one by one, on the
 * whole text at once. Dispatches what is left at the end, as ours does.
 */
final class NaiveSse {

	private NaiveSse() {
	}

	static List<ServerEvent> parse(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.UTF_8);
		if (text.startsWith("\uFEFF")) {
			text = text.substring(1);
		}
		List<ServerEvent> events = new ArrayList<>();
		StringBuilder data = new StringBuilder();
		String name = "";
		for (String line : (text + "\n").split("\r\n|\n|\r", -1)) {
			if (line.isEmpty()) {
				dispatch(events, name, data);
				name = "";
			}
			else if (!line.startsWith(":")) {
				int colon = line.indexOf(':');
				String field = (colon < 0) ? line : line.substring(0, colon);
				String value = (colon < 0) ? "" : line.substring(colon + 1);
				value = value.startsWith(" ") ? value.substring(1) : value;
				if (field.equals("data")) {
					data.append(value).append('\n');
				}
				name = field.equals("event") ? value : name;
			}
		}
		dispatch(events, name, data);
		return events;
	}

	private static void dispatch(List<ServerEvent> events, String name, StringBuilder data) {
		if (!data.isEmpty()) {
			events.add(new ServerEvent(name.isEmpty() ? null : name, data.substring(0, data.length() - 1)));
			data.setLength(0);
		}
	}

}
