package io.llmrouter.chat;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Fields of one wire's own request format that the values of this package cannot express.
 * A provider of that wire sends them as they are; every other one refuses the request and
 * names them, because a field that is left out changes the answer. The text form never
 * shows values.
 *
 * @param wire the wire whose format it is, for example {@code openai}; see
 * {@code ChatProvider.wire()}
 * @param fields the fields by their name in the body of the request, values as strings,
 * numbers, booleans, lists and maps; each takes the place of ours of the same name
 * @param names what to call them where they are refused, for example
 * {@code messages[0].name} for a field within {@code messages}
 * @since 0.1.0
 */
public record WireFields(String wire, Map<String, Object> fields, List<String> names) {

	public WireFields {
		Objects.requireNonNull(wire, "'wire' must not be null");
		fields = Map.copyOf(fields);
		names = List.copyOf(names);
	}

	@Override
	public String toString() {
		return "WireFields[" + this.wire + ", " + this.names + "]";
	}

}
