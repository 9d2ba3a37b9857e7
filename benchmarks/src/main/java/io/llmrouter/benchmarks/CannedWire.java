package io.llmrouter.benchmarks;

/**
 * Answers of OpenAI's chat completions protocol, as the provider sends them.
 *
 * @since 0.1.0
 */
public final class CannedWire {

	private static final String WHOLE = """
			{"id":"chatcmpl-CannedAnswer0123456789","object":"chat.completion","created":1767225600,\
			"model":"gpt-5-mini-2026-01-01","choices":[{"index":0,"message":{"role":"assistant","content":"%s",\
			"refusal":null,"annotations":[]},"finish_reason":"stop"}],"usage":{"prompt_tokens":900,\
			"completion_tokens":240,"total_tokens":1140,"prompt_tokens_details":{"cached_tokens":512,"audio_tokens":0},\
			"completion_tokens_details":{"reasoning_tokens":64,"audio_tokens":0,"accepted_prediction_tokens":0,\
			"rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":null}""";

	private static final String CHUNK = """
			data: {"id":"chatcmpl-CannedAnswer0123456789","object":"chat.completion.chunk","created":1767225600,\
			"model":"gpt-5-mini-2026-01-01","service_tier":"default","system_fingerprint":null,\
			"choices":[{"index":0,"delta":%s,"finish_reason":%s}],"usage":null}

			""";

	private static final String END = """
			data: {"id":"chatcmpl-CannedAnswer0123456789","object":"chat.completion.chunk","created":1767225600,\
			"model":"gpt-5-mini-2026-01-01","service_tier":"default","system_fingerprint":null,"choices":[],\
			"usage":{"prompt_tokens":900,"completion_tokens":240,"total_tokens":1140,\
			"prompt_tokens_details":{"cached_tokens":512},"completion_tokens_details":{"reasoning_tokens":64}}}

			data: [DONE]

			""";

	private CannedWire() {
	}

	/**
	 * Return a whole answer.
	 * @param words how many words it has
	 * @return the JSON document
	 */
	public static String whole(int words) {
		return WHOLE.formatted("word ".repeat(words));
	}

	/**
	 * Return a streamed answer.
	 * @param words how many words it has, each in an event of its own
	 * @return the event stream
	 */
	public static String stream(int words) {
		return CHUNK.formatted("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null")
				+ CHUNK.formatted("{\"content\":\"word \"}", "null").repeat(words) + CHUNK.formatted("{}", "\"stop\"")
				+ END;
	}

}
