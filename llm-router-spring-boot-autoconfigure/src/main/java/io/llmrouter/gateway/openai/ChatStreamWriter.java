package io.llmrouter.gateway.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of one streamed answer as server-sent events. Keeps the state of one
 * subscription; not thread-safe.
 *
 * @since 0.1.0
 */
public final class ChatStreamWriter {

	private static final byte[] DATA = bytes("data: ");

	private static final byte[] END_OF_EVENT = bytes("\n\n");

	private static final byte[] DONE = bytes("data: [DONE]\n\n");

	private static final byte[] NOTHING = {};

	private final AnswerJson json;

	private final String model;

	private final Instant createdAt;

	private final boolean includeUsage;

	/** Positions of the tool calls, which providers number in different ways. */
	private final List<Integer> calls = new ArrayList<>(0);

	private String id;

	private @Nullable String answeringModel;

	private byte @Nullable [] head;

	private byte[] tail = NOTHING;

	private boolean refused;

	private boolean finished;

	private @Nullable TokenUsage usage;

	ChatStreamWriter(AnswerJson json, String id, Instant createdAt, String model, boolean includeUsage) {
		this.json = json;
		this.id = id;
		this.createdAt = createdAt;
		this.model = model;
		this.includeUsage = includeUsage;
	}

	/**
	 * Write a piece of the answer.
	 * @param chunk the piece
	 * @return its events; empty where it has none
	 */
	public byte[] write(ChatChunk chunk) {
		if (chunk instanceof ChatChunk.Start start) {
			this.id = (start.id() != null) ? start.id() : this.id;
			this.answeringModel = start.model();
			return NOTHING;
		}
		if (chunk instanceof ChatChunk.Usage told) {
			this.usage = told.usage();
			return NOTHING;
		}
		ByteArrayOutputStream events = begun();
		if (chunk instanceof ChatChunk.TextDelta text) {
			writeText(events, text.text());
		}
		else if (chunk instanceof ChatChunk.Finish finish) {
			writeFinish(events, finish.reason());
		}
		else {
			writeDelta(events, delta(chunk), null);
		}
		return events.toByteArray();
	}

	/**
	 * Write the end of a complete answer.
	 * @return the last events
	 */
	public byte[] end() {
		ByteArrayOutputStream events = begun();
		if (!this.finished) {
			writeFinish(events, FinishReason.UNKNOWN);
		}
		if (this.includeUsage) {
			ObjectNode chunk = chunk();
			chunk.putArray("choices");
			AnswerJson.writeUsage(chunk, this.usage);
			writeEvent(events, this.json.bytes(chunk));
		}
		events.writeBytes(DONE);
		return events.toByteArray();
	}

	/**
	 * Write the failure of an answer that had begun, which ends the stream.
	 * @param error the error, as JSON
	 * @return the last event
	 */
	public static byte[] error(byte[] error) {
		ByteArrayOutputStream events = new ByteArrayOutputStream(error.length + 8);
		writeEvent(events, error);
		return events.toByteArray();
	}

	// Begins with the role, as OpenAI does.
	private ByteArrayOutputStream begun() {
		ByteArrayOutputStream events = new ByteArrayOutputStream(512);
		if (this.head == null) {
			ObjectNode role = this.json.object().put("role", "assistant").put("content", "").putNull("refusal");
			prepare();
			writeDelta(events, role, null);
		}
		return events;
	}

	// Most events differ in their text only.
	private void prepare() {
		String mark = "\"@\"";
		String event = new String(this.json.bytes(choice(this.json.object().put("content", "@"), null)),
				StandardCharsets.UTF_8);
		int at = event.lastIndexOf(mark);
		this.head = bytes(event.substring(0, at));
		this.tail = bytes(event.substring(at + mark.length()));
	}

	private void writeText(ByteArrayOutputStream events, String text) {
		events.writeBytes(DATA);
		events.writeBytes((this.head != null) ? this.head : NOTHING);
		events.writeBytes(this.json.bytes(text));
		events.writeBytes(this.tail);
		events.writeBytes(END_OF_EVENT);
	}

	private void writeFinish(ByteArrayOutputStream events, FinishReason reason) {
		this.finished = true;
		writeDelta(events, this.json.object(), AnswerJson.finishReason(reason, this.refused, !this.calls.isEmpty()));
	}

	private ObjectNode delta(ChatChunk chunk) {
		ObjectNode delta = this.json.object();
		if (chunk instanceof ChatChunk.ReasoningDelta reasoning) {
			ReasoningJson.write(delta, reasoning.reasoning(), reasoning.signature(), reasoning.redacted());
		}
		else if (chunk instanceof ChatChunk.RefusalDelta refusal) {
			this.refused = true;
			delta.put("refusal", refusal.refusal());
		}
		else if (chunk instanceof ChatChunk.ToolCallDelta call) {
			ObjectNode target = delta.putArray("tool_calls").addObject().put("index", position(call.index()));
			AnswerJson.writeToolCall(target, call.id(), call.name(), call.arguments(), call.signature());
		}
		return delta;
	}

	private int position(int index) {
		int position = this.calls.indexOf(index);
		if (position >= 0) {
			return position;
		}
		this.calls.add(index);
		return this.calls.size() - 1;
	}

	private void writeDelta(ByteArrayOutputStream events, ObjectNode delta, @Nullable String finishReason) {
		writeEvent(events, this.json.bytes(choice(delta, finishReason)));
	}

	private ObjectNode choice(ObjectNode delta, @Nullable String finishReason) {
		ObjectNode chunk = chunk();
		ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
		choice.set("delta", delta);
		choice.putNull("logprobs").put("finish_reason", finishReason);
		if (this.includeUsage) {
			chunk.putNull("usage");
		}
		return chunk;
	}

	private ObjectNode chunk() {
		return this.json.object()
			.put("id", this.id)
			.put("object", "chat.completion.chunk")
			.put("created", this.createdAt.getEpochSecond())
			.put("model", (this.answeringModel != null) ? this.answeringModel : this.model);
	}

	private static void writeEvent(ByteArrayOutputStream events, byte[] data) {
		events.writeBytes(DATA);
		events.writeBytes(data);
		events.writeBytes(END_OF_EVENT);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
