package io.llmrouter.autoconfigure.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maker of wrong requests: a good one, in which something is changed.
 */
final class HostileRequests {

	private static final String GOOD_CHAT = """
			{"model":"default","messages":[{"role":"system","content":"Be short"},{"role":"user","content":[\
			{"type":"text","text":"Hello"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},\
			{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f",\
			"arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"1"}],"temperature":0.5,"top_p":0.9,\
			"max_completion_tokens":10,"stop":["x"],"seed":1,"stream":false,"n":1,"tools":[{"type":"function",\
			"function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}],\
			"tool_choice":"auto","parallel_tool_calls":true,"response_format":{"type":"json_schema","json_schema":\
			{"name":"s","schema":{"type":"object"}}},"reasoning_effort":"low","user":"u","frequency_penalty":0.1}""";

	private static final String GOOD_EMBEDDING = """
			{"model":"m","input":["one","two"],"encoding_format":"float","dimensions":3}""";

	private static final String CHAT = "/v1/chat/completions";

	private static final String EMBEDDINGS = "/v1/embeddings";

	private final JsonMapper json = JsonMapper.builder().build();

	private final Random random;

	private final String secret;

	/**
	 * Create a maker.
	 * @param random the source of chance
	 * @param secret a text that stands in many requests, and must not come back
	 */
	HostileRequests(Random random, String secret) {
		this.random = random;
		this.secret = secret;
	}

	Request next() {
		Kind kind = Kind.values()[this.random.nextInt(Kind.values().length)];
		return new Request(kind, switch (kind) {
			case FIELDS -> post(changed(GOOD_CHAT));
			case EMBEDDING_FIELDS -> post(EMBEDDINGS, "application/json", bytes(changed(GOOD_EMBEDDING)));
			case BYTES -> post(CHAT, "application/json", broken(bytes(GOOD_CHAT)));
			case CUT ->
				post(CHAT, "application/json", bytes(GOOD_CHAT.substring(0, this.random.nextInt(GOOD_CHAT.length()))));
			case DEPTH -> post(CHAT, "application/json", bytes(deep()));
			case NUMBER -> post(CHAT, "application/json", bytes(number()));
			case SIZE -> post(CHAT, "application/json", bytes(GOOD_CHAT + " ".repeat(120_000)));
			case TYPE ->
				post(oneOf(CHAT, EMBEDDINGS),
						oneOf("text/plain", "application/xml", "", "*/*", "a/b; c=\"",
								"application/x-www-form-urlencoded", "multipart/form-data", this.secret),
						bytes(GOOD_CHAT));
			case PATH -> head(oneOf("GET", "POST", "DELETE"), path(), "Content-Length: 0\r\n");
			case METHOD -> head(oneOf("GET", "PUT", "DELETE", "PATCH", "OPTIONS"), oneOf(CHAT, EMBEDDINGS),
					"Content-Length: 0\r\n");
			case MODEL -> post(CHAT, "application/json", bytes(GOOD_CHAT.replace("default", model())));
		});
	}

	private byte[] post(String body) {
		return post(CHAT, "application/json", bytes(body));
	}

	private byte[] post(String path, String type, byte[] body) {
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		boolean chunked = body.length > 0 && this.random.nextInt(4) == 0;
		request.writeBytes(head("POST", path, "Content-Type: " + type + "\r\nAuthorization: Bearer " + this.secret
				+ "\r\n" + (chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length + "\r\n")));
		if (chunked) {
			request.writeBytes(bytes(Integer.toHexString(body.length) + "\r\n"));
			request.writeBytes(body);
			request.writeBytes(bytes("\r\n0\r\n\r\n"));
		}
		else {
			request.writeBytes(body);
		}
		return request.toByteArray();
	}

	private static byte[] head(String method, String path, String headers) {
		return bytes(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
	}

	private String changed(String good) {
		JsonNode tree = this.json.readTree(good);
		int changes = 1 + this.random.nextInt(3);
		for (int i = 0; i < changes; i++) {
			change(tree);
		}
		return this.json.writeValueAsString(tree);
	}

	private void change(JsonNode tree) {
		List<JsonNode> containers = new ArrayList<>();
		collect(tree, containers);
		JsonNode container = containers.get(this.random.nextInt(containers.size()));
		if (container instanceof ObjectNode object && !object.isEmpty()) {
			String field = List.copyOf(object.propertyNames()).get(this.random.nextInt(object.size()));
			switch (this.random.nextInt(4)) {
				case 0 -> object.remove(field);
				case 1 -> object.set(this.secret + this.random.nextInt(), value());
				default -> object.set(field, value());
			}
		}
		else if (container instanceof ArrayNode array) {
			array.insert(this.random.nextInt(array.size() + 1), value());
		}
	}

	private static void collect(JsonNode node, List<JsonNode> containers) {
		if (node.isContainer()) {
			containers.add(node);
			node.forEach((child) -> collect(child, containers));
		}
	}

	private JsonNode value() {
		return switch (this.random.nextInt(12)) {
			case 0 -> this.json.getNodeFactory().nullNode();
			case 1 -> this.json.getNodeFactory().booleanNode(this.random.nextBoolean());
			case 2 -> this.json.getNodeFactory().numberNode(this.random.nextLong());
			case 3 -> this.json.getNodeFactory().numberNode(this.random.nextGaussian() * 1e300);
			case 4 -> this.json.getNodeFactory().numberNode(-1);
			case 5 -> this.json.getNodeFactory().stringNode("");
			case 6 -> this.json.getNodeFactory().stringNode(this.secret.repeat(1 + this.random.nextInt(100)));
			case 7 -> this.json.getNodeFactory().stringNode("\u0000\uD800\r\n\t\"\\\uFFFF");
			case 8 -> this.json.createArrayNode();
			case 9 -> this.json.createArrayNode().add(this.secret).addNull().add(1);
			case 10 -> this.json.createObjectNode();
			default -> this.json.createObjectNode().put("type", this.secret).put("\u0000", 1);
		};
	}

	private byte[] broken(byte[] good) {
		for (int i = 0; i <= this.random.nextInt(5); i++) {
			good[this.random.nextInt(good.length)] = (byte) this.random.nextInt();
		}
		return good;
	}

	private String deep() {
		int depth = 400 + this.random.nextInt(20_000);
		String open = oneOf("[", "{\"a\":");
		return oneOf("", "{\"model\":\"default\",\"messages\":", "{\"model\":\"default\",\"x\":") + open.repeat(depth);
	}

	private String number() {
		String huge = oneOf("1e999999999", "9".repeat(2_000), "-" + "9".repeat(30), "1." + "0".repeat(5_000),
				"1e-999999", "0x10", "NaN", "Infinity", "00", "1e400");
		String field = oneOf("\"temperature\":0.5", "\"max_completion_tokens\":10", "\"seed\":1", "\"n\":1");
		return GOOD_CHAT.replace(field, field.substring(0, field.indexOf(':') + 1) + huge);
	}

	private String path() {
		return oneOf("/v1", "/v1/", "/v1/models/" + this.secret, "/v1/models/%00", "/v1/models/%25", "/v1/models/a%2Fb",
				"/v1/models/..%2f..", "/v1/../v1/x", "/v1//chat", "/v1/chat/completions/", "/v1/chat/completions;a=b",
				"/v1/responses", "/v1/files", "/v1/models/" + "x".repeat(3_000), "/v1/x?" + this.secret);
	}

	private String model() {
		return oneOf("", " ", this.secret, "default ", "DEFAULT", "m/m", "paced/", "/m", "../m", "x".repeat(10_000),
				"\\u0000", "\\ud800", "paced/m/m");
	}

	private String oneOf(String... values) {
		return values[this.random.nextInt(values.length)];
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Ways to be wrong.
	 */
	enum Kind {

		FIELDS, EMBEDDING_FIELDS, BYTES, CUT, DEPTH, NUMBER, SIZE, TYPE, PATH, METHOD, MODEL

	}

	/**
	 * Wrong request.
	 *
	 * @param kind in which way
	 * @param bytes what is sent
	 */
	record Request(Kind kind, byte[] bytes) {
	}

}
