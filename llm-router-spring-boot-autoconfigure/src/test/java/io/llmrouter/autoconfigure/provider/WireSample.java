package io.llmrouter.autoconfigure.provider;

/**
 * What a provider of one wire sends.
 */
enum WireSample {

	OPENAI {

		@Override
		String answer(String text) {
			return "{\"choices\":[{\"message\":{\"content\":\"" + text + "\"},\"finish_reason\":\"stop\"}]}";
		}

		@Override
		String piece(String text) {
			return "data: {\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
		}

		@Override
		String end() {
			return "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
		}

	},

	ANTHROPIC {

		@Override
		String answer(String text) {
			return "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"" + text
					+ "\"}],\"stop_reason\":\"end_turn\"}";
		}

		@Override
		String piece(String text) {
			return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
					+ "{\"type\":\"text_delta\",\"text\":\"" + text + "\"}}\n\n";
		}

		@Override
		String end() {
			return "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}"
					+ "\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
		}

	},

	GEMINI {

		@Override
		String answer(String text) {
			return "{" + candidate(text, ",\"finishReason\":\"STOP\"") + "}";
		}

		@Override
		String piece(String text) {
			return "data: {" + candidate(text, "") + "}\n\n";
		}

		@Override
		String end() {
			return "data: {" + candidate("", ",\"finishReason\":\"STOP\"") + "}\n\n";
		}

		private String candidate(String text, String finish) {
			return "\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"" + text + "\"}]}" + finish
					+ "}]";
		}

	},

	OLLAMA {

		@Override
		String answer(String text) {
			return line(text, true);
		}

		@Override
		String piece(String text) {
			return line(text, false) + "\n";
		}

		@Override
		String end() {
			return line("", true) + "\n";
		}

		private String line(String text, boolean done) {
			return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"done\":" + done
					+ ",\"done_reason\":\"stop\"}";
		}

	};

	static WireSample of(String type) {
		return switch (type) {
			case "anthropic" -> ANTHROPIC;
			case "gemini" -> GEMINI;
			case "ollama" -> OLLAMA;
			default -> OPENAI;
		};
	}

	/**
	 * Return the body of a whole answer.
	 * @param text its text
	 * @return the body
	 */
	abstract String answer(String text);

	/**
	 * Return one event of a stream that holds content.
	 * @param text the content
	 * @return the event
	 */
	abstract String piece(String text);

	/**
	 * Return the last events of a stream.
	 * @return the events
	 */
	abstract String end();

	String streamType() {
		return (this == OLLAMA) ? "application/x-ndjson" : "text/event-stream";
	}

}
