package io.llmrouter.provider.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Maker of inputs that are nearly right: recorded bodies with a few edits, and now and
 * then random bytes, random words of the protocols, or 64 KiB of one of them. The same
 * seed makes the same inputs.
 */
final class Mutator {

	static final int LARGE = 64 * 1024;

	private static final int ONE_LARGE_IN = 2_000;

	private static final int LONGEST_PART = 300;

	private static final List<byte[]> WORDS = bytes("data: ", "data:", "\ndata: ", "event: error\n", "\n\n", "\n", "\r",
			"\r\n", "\uFEFF", "[DONE]", "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u0000", "\\ud83d", "\"error\":",
			"\"choices\":", "\"delta\":", "\"index\":", "\"usage\":", "\"content\":", "\"parts\":", "\"message\":",
			"\"finish_reason\":\"stop\"", "\"finish_reason\":\"error\"", "\"done\":true", "\"type\":\"message_stop\"",
			"\"finishReason\":\"STOP\"", Wire.KEY, Wire.PROMPT, "\u0000", "ä", "😀", "\u2028");

	private static final List<byte[]> VALUES = bytes("null", "true", "false", "0", "-1", "1", "1.5", "2147483648",
			"9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e400", "1e-400",
			"1" + "0".repeat(300), "\"\"", "\" \"", "\"x\"", "\"" + Wire.KEY + "\"", "\"" + Wire.PROMPT + "\"", "[]",
			"{}", "[null]", "[[]]", "[{}]", "{\"\":null}", "[1,\"a\",{}]", "{\"error\":{}}", "\"stop\"", "\"error\"",
			"[".repeat(200) + "]".repeat(200), "NaN", "\"\\uD800\"");

	private final SplittableRandom random;

	private final List<byte[]> streams;

	private final List<byte[]> answers;

	private final List<byte[]> others;

	/**
	 * Create a mutator.
	 * @param random the source of chance
	 * @param streams the streams to edit, most of the time; the shorter the more often,
	 * because in a short one an edit hits something more often
	 * @param answers the answers to edit else
	 * @param others further bodies, of which parts are put in
	 */
	Mutator(SplittableRandom random, List<byte[]> streams, List<byte[]> answers, List<byte[]> others) {
		this.random = random;
		this.streams = streams.stream().sorted(Comparator.comparingInt((body) -> body.length)).toList();
		this.answers = answers;
		this.others = others;
	}

	byte[] next() {
		if (this.random.nextInt(ONE_LARGE_IN) == 0) {
			return large();
		}
		return switch (this.random.nextInt(32)) {
			case 0 -> randomBytes(this.random.nextInt(300));
			case 1 -> randomWords(this.random.nextInt(40));
			default -> edited();
		};
	}

	private byte[] edited() {
		byte[] body = switch (this.random.nextInt(16)) {
			case 0 -> pick(this.others);
			case 1, 2, 3 -> pick(this.answers);
			case 4, 5, 6, 7, 8 -> part(pickShort(this.streams));
			default -> pickShort(this.streams);
		};
		for (int edits = this.random.nextInt(5); edits > 0; edits--) {
			body = edit(body);
		}
		return body;
	}

	private byte[] edit(byte[] body) {
		int from = this.random.nextInt(body.length + 1);
		int to = Math.min(body.length, from + this.random.nextInt(20));
		return switch (this.random.nextInt(9)) {
			case 0 -> replaced(body, from, Math.min(from + 1, body.length), randomBytes(1));
			case 1 -> replaced(body, from, to, new byte[0]);
			case 2 -> replaced(body, from, from, pick(WORDS));
			case 3 -> replaced(body, from, to, pick(WORDS));
			case 4 -> replaced(body, from, from, Arrays.copyOfRange(body, from, to));
			case 5 -> Arrays.copyOf(body, from);
			case 6 -> replaced(body, from, body.length, suffix(pick(this.others)));
			default -> otherValue(body, from);
		};
	}

	/**
	 * Put another value into a field of the JSON.
	 * @param body the body
	 * @param position where to look for a field
	 * @return the edited body
	 */
	private byte[] otherValue(byte[] body, int position) {
		int colon = position;
		while (colon < body.length && body[colon] != ':') {
			colon++;
		}
		int end = colon + 1;
		while (end < body.length && body[end] != ',' && body[end] != '}' && body[end] != '\n') {
			end++;
		}
		return (end < body.length) ? replaced(body, colon + 1, end, pick(VALUES)) : body;
	}

	private byte[] large() {
		byte[] unit = switch (this.random.nextInt(5)) {
			case 0 -> pick(WORDS);
			case 1 -> pick(VALUES);
			case 2 -> randomWords(1 + this.random.nextInt(6));
			case 3 -> edited();
			default -> randomBytes(1 + this.random.nextInt(3));
		};
		byte[] start = this.random.nextBoolean() ? edited() : new byte[0];
		byte[] large = Arrays.copyOf(start, Math.max(LARGE, start.length));
		for (int position = start.length; unit.length > 0 && position < large.length; position += unit.length) {
			System.arraycopy(unit, 0, large, position, Math.min(unit.length, large.length - position));
		}
		return large;
	}

	private byte[] randomBytes(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) this.random.nextInt(256);
		}
		return bytes;
	}

	private byte[] randomWords(int count) {
		byte[] words = new byte[0];
		for (int i = 0; i < count; i++) {
			words = replaced(words, words.length, words.length, pick(this.random.nextBoolean() ? WORDS : VALUES));
		}
		return words;
	}

	private byte[] suffix(byte[] body) {
		return Arrays.copyOfRange(body, this.random.nextInt(body.length + 1), body.length);
	}

	private byte[] pick(List<byte[]> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

	private byte[] pickShort(List<byte[]> sorted) {
		int one = this.random.nextInt(sorted.size());
		return sorted.get(Math.min(one, this.random.nextInt(sorted.size())));
	}

	// Some lines of a stream, which begins too late, ends too early, or both.
	private byte[] part(byte[] stream) {
		int from = this.random.nextBoolean() ? 0 : this.random.nextInt(stream.length);
		while (from > 0 && stream[from - 1] != '\n') {
			from--;
		}
		return Arrays.copyOfRange(stream, from,
				Math.min(stream.length, from + 100 + this.random.nextInt(LONGEST_PART)));
	}

	private static byte[] replaced(byte[] body, int from, int to, byte[] with) {
		byte[] replaced = new byte[body.length - (to - from) + with.length];
		System.arraycopy(body, 0, replaced, 0, from);
		System.arraycopy(with, 0, replaced, from, with.length);
		System.arraycopy(body, to, replaced, from + with.length, body.length - to);
		return replaced;
	}

	private static List<byte[]> bytes(String... texts) {
		return Stream.of(texts).map((text) -> text.getBytes(StandardCharsets.UTF_8)).toList();
	}

}
