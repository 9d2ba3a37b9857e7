package io.llmrouter.provider.contract;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.LineDecoder;
import io.llmrouter.provider.http.ServerEvent;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.provider.http.StreamMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every recorded stream says the same wherever the network cuts it and however its lines
 * end: cut in two at every byte, byte by byte, with LF, CRLF, CR and a byte order mark.
 */
class SplitInvarianceTests {

	private static final int BYTE_BY_BYTE = -1;

	@ParameterizedTest
	@MethodSource("streams")
	void streamIsTheSameWhereverItIsCutAndHoweverItsLinesEnd(Wire wire, Path file) {
		String text = new String(Corpus.read(file), StandardCharsets.UTF_8).replace("\r\n", "\n");
		Outcome whole = outcome(wire, bytes(text), 0);
		assertThat(whole).isNotEqualTo(outcome(wire, new byte[0], 0));
		IntStream.range(0, bytes(text).length)
			.parallel()
			.forEach((cut) -> check(outcome(wire, bytes(text), cut), whole, cut));
		List<ServerEvent> events = events(wire, bytes(text), 0);
		for (String variant : variants(wire, text)) {
			byte[] bytes = bytes(variant);
			check(outcome(wire, bytes, BYTE_BY_BYTE), whole, BYTE_BY_BYTE);
			// Mappers know nothing but the events, so that the same ones are enough.
			IntStream.range(0, bytes.length).parallel().forEach((cut) -> check(events(wire, bytes, cut), events, cut));
		}
	}

	@Test
	void everyWireHasRecordedStreams() {
		assertThat(Wires.all()).allSatisfy((wire) -> assertThat(files(wire)).hasSizeGreaterThan(10));
	}

	static Stream<Arguments> streams() {
		return Wires.all().stream().flatMap((wire) -> files(wire).stream().map((file) -> Arguments.of(wire, file)));
	}

	private static List<Path> files(Wire wire) {
		return Corpus.files(wire.name()).stream().filter(Corpus::isStream).toList();
	}

	// A lone CR is white space within JSON, so that it ends no line of NDJSON.
	private static List<String> variants(Wire wire, String text) {
		String crLf = text.replace("\n", "\r\n");
		return wire.extension().equals("sse") ? List.of(text, crLf, text.replace("\n", "\r"), "\uFEFF" + text)
				: List.of(text, crLf, "\uFEFF" + text);
	}

	// Not an assertion of AssertJ, which would take most of the time.
	private static void check(Object outcome, Object whole, int cut) {
		if (!outcome.equals(whole)) {
			assertThat(outcome).as((cut == BYTE_BY_BYTE) ? "byte by byte" : "cut at byte " + cut).isEqualTo(whole);
		}
	}

	private static Outcome outcome(Wire wire, byte[] bytes, int cut) {
		List<ChatChunk> chunks = new ArrayList<>();
		StreamMapper<ServerEvent> mapper = wire.streamMapper();
		try {
			for (ServerEvent event : events(wire, bytes, cut)) {
				List<ChatChunk> mapped = mapper.map(event);
				chunks.addAll((mapped != null) ? mapped : List.of());
			}
			chunks.addAll(mapper.end());
			return new Outcome(chunks, null);
		}
		catch (ProviderException ex) {
			return new Outcome(chunks, ex.errorType());
		}
	}

	private static List<ServerEvent> events(Wire wire, byte[] bytes, int cut) {
		LineDecoder decoder = wire.decoder(SseLimits.defaults());
		List<ServerEvent> events = new ArrayList<>();
		if (cut == BYTE_BY_BYTE) {
			for (int i = 0; i < bytes.length; i++) {
				events.addAll(decoder.feed(bytes, i, 1));
			}
		}
		else {
			events.addAll(decoder.feed(bytes, 0, cut));
			events.addAll(decoder.feed(bytes, cut, bytes.length - cut));
		}
		events.addAll(decoder.finish());
		return events;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private record Outcome(List<ChatChunk> chunks, @Nullable ErrorType failure) {

	}

}
