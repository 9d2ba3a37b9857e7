package io.llmrouter.fault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.llmrouter.provider.ErrorType;

import static io.llmrouter.fault.Expected.ANSWER;
import static io.llmrouter.fault.Expected.fatal;
import static io.llmrouter.fault.Expected.passedOn;
import static io.llmrouter.fault.Expected.resumed;
import static io.llmrouter.fault.Expected.retried;
import static io.llmrouter.provider.ErrorType.CONNECTION;
import static io.llmrouter.provider.ErrorType.INVALID_RESPONSE;
import static io.llmrouter.provider.ErrorType.STREAM_INTERRUPTED;
import static io.llmrouter.provider.ErrorType.TIMEOUT_FIRST_TOKEN;
import static io.llmrouter.provider.ErrorType.TIMEOUT_IDLE;

/**
 * Table of the faults. A row says what happens, when, and what follows where a whole
 * answer and where a stream was asked for.
 */
final class Faults {

	private static final String JSON = "application/json";

	private static final byte[] GARBAGE = { 0x00, (byte) 0xff, 0x13, 0x37, (byte) 0xfe, 0x01, '\n', '\n' };

	private static final byte[] BROKEN_UTF_8 = { 'd', 'a', 't', 'a', ':', ' ', (byte) 0xc3, (byte) 0x28, '\n', '\n' };

	private Faults() {
	}

	static List<Fault> all() {
		List<Fault> all = new ArrayList<>();
		all.addAll(onConnect());
		all.addAll(cut());
		all.addAll(silent());
		all.addAll(slow());
		all.addAll(wrong());
		all.addAll(told());
		all.addAll(refused());
		return all;
	}

	private static List<Fault> onConnect() {
		return List.of(Fault.at(Site.CLOSED, "connection refused", retried(CONNECTION)),
				Fault.at(Site.UNKNOWN_HOST, "host without an address", retried(CONNECTION)),
				Fault.at(Site.BLACK_HOLE, "packets lost", retried(ErrorType.TIMEOUT_CONNECT)),
				Fault.at(Site.RESETTING_TLS, "reset in the TLS handshake", retried(CONNECTION)),
				Fault.at(Site.UNTRUSTED_CERTIFICATE, "untrusted certificate", retried(CONNECTION)));
	}

	private static List<Fault> cut() {
		List<Fault> faults = new ArrayList<>();
		for (Phase phase : List.of(Phase.HEADERS, Phase.BEFORE_CONTENT, Phase.MID, Phase.FINISHED)) {
			faults.add(Fault.of(phase, "reset", (line) -> line.upTo(phase).reset(), cutWhole(phase), cutStream(phase)));
			faults.add(Fault.of(phase, "end of file", (line) -> line.upTo(phase), cutWhole(phase), cutStream(phase)));
		}
		faults.add(Fault.of(Phase.HEADERS, "reset within the head",
				(line) -> line.send(line.headText().substring(0, 30)).reset(), retried(CONNECTION)));
		faults.add(Fault.of(Phase.BEFORE_CONTENT, "reset after the head", (line) -> line.send(line.headText()).reset(),
				retried(CONNECTION)));
		faults.add(Fault.of(Phase.MID, "reset within an event",
				(line) -> line.upTo(Phase.MID).send("40\r\ndata: {\"id\":\"c\",\"cho").reset(), retried(CONNECTION),
				resumed(STREAM_INTERRUPTED)));
		faults.add(Fault.of(Phase.MID, "limit of data: cut at 60 bytes of the body",
				(line) -> line.send(line.headText() + line.bodyText().substring(0, 60)), retried(CONNECTION)));
		return faults;
	}

	private static Expected cutWhole(Phase phase) {
		return (phase == Phase.FINISHED) ? ANSWER : retried(CONNECTION);
	}

	private static Expected cutStream(Phase phase) {
		return switch (phase) {
			case MID -> resumed(STREAM_INTERRUPTED);
			case FINISHED -> ANSWER;
			default -> retried(CONNECTION);
		};
	}

	static List<Fault> silent() {
		List<Fault> faults = new ArrayList<>();
		for (Phase phase : List.of(Phase.HEADERS, Phase.BEFORE_CONTENT, Phase.MID)) {
			faults.add(Fault.of(phase, "stall", (line) -> line.upTo(phase).stall(), passedOn(TIMEOUT_FIRST_TOKEN),
					lateStream(phase)));
		}
		for (Phase phase : List.of(Phase.BEFORE_CONTENT, Phase.MID)) {
			faults.add(Fault.of(phase, "comments only", (line) -> line.endless().upTo(phase).repeat(": still here\n\n"),
					passedOn(TIMEOUT_FIRST_TOKEN), lateStream(phase)));
			faults.add(Fault.of(phase, "pings only", (line) -> line.endless().upTo(phase).repeat("event: ping\n\n"),
					passedOn(TIMEOUT_FIRST_TOKEN), lateStream(phase)));
			faults.add(Fault.of(phase, "blank lines only", (line) -> line.endless().upTo(phase).repeat("\n\n"),
					passedOn(TIMEOUT_FIRST_TOKEN), lateStream(phase)));
			faults.add(Fault.of(phase, "one byte now and then",
					(line) -> line.endless().upTo(phase).dribble("4000\r\ndata: {\"id\":\"" + "x".repeat(0x3000)),
					passedOn(TIMEOUT_FIRST_TOKEN), lateStream(phase)));
		}
		faults.add(Fault.of(Phase.HEADERS, "head byte by byte",
				(line) -> line.dribble("HTTP/1.1 200 OK\r\nX-Padding: " + "x".repeat(4_000)),
				passedOn(TIMEOUT_FIRST_TOKEN)));
		return faults;
	}

	private static Expected lateStream(Phase phase) {
		return (phase == Phase.MID) ? resumed(TIMEOUT_IDLE) : passedOn(TIMEOUT_FIRST_TOKEN);
	}

	// What takes its time but comes is an answer.
	private static List<Fault> slow() {
		return List.of(
				Fault.of(Phase.HEADERS, "slow head", (line) -> line.late(Phase.HEADERS).onFrom(Phase.HEADERS), ANSWER),
				Fault.of(Phase.BEFORE_CONTENT, "slow first token",
						(line) -> line.late(Phase.BEFORE_CONTENT).onFrom(Phase.BEFORE_CONTENT), ANSWER),
				Fault.of(Phase.MID, "slow in the middle", (line) -> line.late(Phase.MID).onFrom(Phase.MID), ANSWER),
				Fault.of(Phase.FINISHED, "slow close", (line) -> line.upTo(Phase.FINISHED).stallBriefly(), ANSWER),
				Fault.of(Phase.HEADERS, "one byte a packet",
						(line) -> line.sliced(line.headText() + line.bodyText(), 1), ANSWER),
				Fault.of(Phase.HEADERS, "seven bytes a packet",
						(line) -> line.sliced(line.headText() + line.bodyText(), 7), ANSWER));
	}

	private static List<Fault> wrong() {
		return List.of(
				Fault.of(Phase.HEADERS, "garbage instead of a head",
						(line) -> line.send(GARBAGE).send(GARBAGE).send("\r\n\r\n"), retried(INVALID_RESPONSE)),
				Fault.of(Phase.BEFORE_CONTENT, "garbage instead of a body",
						(line) -> line.respond(200, line.isStream() ? "text/event-stream" : JSON, "\u0000\u0001}{"),
						retried(INVALID_RESPONSE), retried(CONNECTION)),
				Fault.of(Phase.MID, "garbage instead of a chunk", (line) -> line.upTo(Phase.MID).send(GARBAGE),
						retried(CONNECTION), resumed(STREAM_INTERRUPTED)),
				Fault.of(Phase.BEFORE_CONTENT, "invalid UTF-8 beside the answer", Faults::brokenText,
						retried(INVALID_RESPONSE), ANSWER),
				Fault.of(Phase.BEFORE_CONTENT, "truncated JSON",
						(line) -> line.respond(200, JSON, "{\"choices\":[{\"message\""), retried(INVALID_RESPONSE)),
				Fault.of(Phase.BEFORE_CONTENT, "one undecodable event",
						(line) -> line.upTo(Phase.BEFORE_CONTENT)
							.within("data: {\"id\":\n\n")
							.onFrom(Phase.BEFORE_CONTENT),
						retried(INVALID_RESPONSE), ANSWER),
				Fault.of(Phase.MID, "four undecodable events",
						(line) -> line.upTo(Phase.MID).within("data: {\"id\":\n\n".repeat(4)).onFrom(Phase.MID),
						retried(INVALID_RESPONSE), resumed(STREAM_INTERRUPTED)),
				Fault.of(Phase.BEFORE_CONTENT, "a line of 300 KB beside the answer", (line) -> line.padded(300 * 1024),
						ANSWER),
				Fault.of(Phase.BEFORE_CONTENT, "a line of 5 MB", (line) -> line.padded(5 * 1024 * 1024), ANSWER,
						retried(INVALID_RESPONSE)),
				Fault.of(Phase.BEFORE_CONTENT, "HTML page",
						(line) -> line.respond(200, "text/html", "<html>login</html>"), retried(INVALID_RESPONSE)),
				Fault.of(Phase.BEFORE_CONTENT, "empty body",
						(line) -> line.respond(200, line.isStream() ? "text/event-stream" : JSON, ""),
						retried(INVALID_RESPONSE)),
				Fault.of(Phase.BEFORE_CONTENT, "one document where a stream was asked for",
						(line) -> line.respond(200, JSON, Line.wholeBody()), ANSWER),
				Fault.of(Phase.BEFORE_CONTENT, "a stream where one document was asked for", Line::streamed,
						retried(INVALID_RESPONSE), ANSWER));
	}

	private static void brokenText(Line line) throws IOException {
		line.upTo(Phase.BEFORE_CONTENT);
		if (line.isStream()) {
			line.send(Integer.toHexString(BROKEN_UTF_8.length) + "\r\n").send(BROKEN_UTF_8).send("\r\n");
		}
		else {
			line.send(BROKEN_UTF_8);
		}
		line.onFrom(Phase.BEFORE_CONTENT);
	}

	private static List<Fault> told() {
		return List.of(inBand(Phase.BEFORE_CONTENT, "server_is_overloaded", retried(ErrorType.OVERLOADED)),
				inBand(Phase.BEFORE_CONTENT, "insufficient_quota", passedOn(ErrorType.QUOTA_EXHAUSTED)),
				inBand(Phase.BEFORE_CONTENT, "content_filter", fatal(ErrorType.CONTENT_FILTER)),
				Fault.of(Phase.MID, "error within the answer: server_is_overloaded",
						(line) -> line.upTo(Phase.MID).within(error("server_is_overloaded")).onFrom(Phase.MID),
						retried(INVALID_RESPONSE), resumed(STREAM_INTERRUPTED)),
				Fault.of(Phase.MID, "error within the answer: content_filter",
						(line) -> line.upTo(Phase.MID).within(error("content_filter")).onFrom(Phase.MID),
						retried(INVALID_RESPONSE), fatal(ErrorType.CONTENT_FILTER)),
				Fault.of(Phase.FINISHED, "error after the finish", Faults::lateError, ANSWER));
	}

	private static void lateError(Line line) throws IOException {
		line.upTo(Phase.FINISHED);
		if (line.isStream()) {
			line.within(error("server_is_overloaded"));
		}
		line.onFrom(Phase.FINISHED);
	}

	private static Fault inBand(Phase phase, String code, Expected expected) {
		return Fault.of(phase, "error in a success: " + code, (line) -> {
			if (line.isStream()) {
				line.upTo(phase).within(error(code)).onFrom(Phase.FINISHED);
			}
			else {
				line.respond(200, JSON, "{\"error\":{\"code\":\"" + code + "\"}}");
			}
		}, expected);
	}

	private static String error(String code) {
		return Line.data("{\"error\":{\"code\":\"" + code + "\"}}");
	}

	private static List<Fault> refused() {
		return List.of(status(400, passedOn(ErrorType.INVALID_REQUEST)),
				status(401, passedOn(ErrorType.AUTHENTICATION)), status(402, passedOn(ErrorType.QUOTA_EXHAUSTED)),
				status(403, passedOn(ErrorType.PERMISSION_DENIED)), status(404, passedOn(ErrorType.NOT_FOUND)),
				status(408, passedOn(TIMEOUT_FIRST_TOKEN)), status(409, passedOn(ErrorType.OTHER)),
				status(413, passedOn(ErrorType.REQUEST_TOO_LARGE)), status(422, passedOn(ErrorType.INVALID_REQUEST)),
				status(424, retried(ErrorType.SERVER_ERROR)), status(429, retried(ErrorType.RATE_LIMITED)),
				status(429, retried(ErrorType.RATE_LIMITED), "Retry-After: 1"),
				status(429, passedOn(ErrorType.RATE_LIMITED), "Retry-After: 30"),
				status(498, retried(ErrorType.OVERLOADED)), status(499, retried(CONNECTION)),
				status(500, retried(ErrorType.SERVER_ERROR)), status(502, retried(ErrorType.SERVER_ERROR)),
				status(503, retried(ErrorType.OVERLOADED)), status(504, passedOn(TIMEOUT_FIRST_TOKEN)),
				status(520, retried(ErrorType.SERVER_ERROR)), status(524, retried(ErrorType.SERVER_ERROR)),
				status(529, retried(ErrorType.OVERLOADED)),
				Fault.of(Phase.HEADERS, "status 500 with half a body", (line) -> line.refuse(500).reset(),
						retried(ErrorType.SERVER_ERROR)),
				Fault.of(Phase.HEADERS, "status 500 whose body stalls", (line) -> line.refuse(500).stallBriefly(),
						retried(ErrorType.SERVER_ERROR)));
	}

	private static Fault status(int status, Expected expected, String... headers) {
		String name = "status " + status + ((headers.length > 0) ? " with " + headers[0] : "");
		return Fault.of(Phase.HEADERS, name,
				(line) -> line.respond(status, JSON, "{\"error\":{\"message\":\"no\"}}", headers), expected);
	}

}
