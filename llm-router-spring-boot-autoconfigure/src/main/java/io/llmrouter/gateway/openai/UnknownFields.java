package io.llmrouter.gateway.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.llmrouter.chat.WireFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fields of a request that are not among those of the router's own format. One within an
 * object makes the whole top-level field one that only OpenAI's wire can take, because
 * its place would otherwise be lost.
 */
final class UnknownFields {

	private static final String WIRE = "openai";

	private static final int MAX_NAMES = 20;

	private static final int MAX_NAME_LENGTH = 64;

	private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9_.-]");

	private final Set<String> topLevel = new LinkedHashSet<>();

	private final List<String> names = new ArrayList<>(0);

	/**
	 * Add a field.
	 * @param path the path of the object that holds it, empty for the request itself
	 * @param name the name of the field, as the caller wrote it
	 */
	void add(String path, String name) {
		this.topLevel.add(path.isEmpty() ? name : path.split("[.\\[]", 2)[0]);
		if (this.names.size() < MAX_NAMES) {
			this.names.add(path.isEmpty() ? shown(name) : path + "." + shown(name));
		}
	}

	// A name is the caller's text, and goes into messages.
	private static String shown(String name) {
		String cut = (name.length() > MAX_NAME_LENGTH) ? name.substring(0, MAX_NAME_LENGTH) : name;
		return ODD.matcher(cut).replaceAll("?");
	}

	/**
	 * Return the fields for a provider of OpenAI's wire.
	 * @param json the JSON mapper
	 * @param body the request
	 * @return the fields, or {@code null} where there are none
	 */
	@Nullable WireFields toWireFields(JsonMapper json, JsonNode body) {
		if (this.topLevel.isEmpty()) {
			return null;
		}
		Map<String, Object> fields = new HashMap<>();
		for (String name : this.topLevel) {
			fields.put(name, json.treeToValue(body.path(name), Object.class));
		}
		return new WireFields(WIRE, fields, this.names);
	}

}
