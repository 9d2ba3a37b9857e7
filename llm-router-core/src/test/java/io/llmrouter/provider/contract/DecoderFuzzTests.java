package io.llmrouter.provider.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.LineDecoder;
import io.llmrouter.provider.http.NdjsonDecoder;
import io.llmrouter.provider.http.ServerEvent;
import io.llmrouter.provider.http.SseDecoder;
import io.llmrouter.provider.http.SseLimits;
import io.llmrouter.provider.http.StreamMapper;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Targets for Jazzer, one for each decoder and the mappers behind it. In a build they
 * read the recorded streams; CONTRIBUTING.md tells how to let it search for inputs.
 */
class DecoderFuzzTests {

	private static final SseLimits TIGHT = new SseLimits(200, 300, 2_000, 6);

	@MethodSource("sse")
	@FuzzTest(maxDuration = "10m")
	void eventStream(byte[] stream) {
		List<ServerEvent> events = read(stream, SseDecoder::new);
		Wires.all().stream().filter((wire) -> wire.extension().equals("sse")).forEach((wire) -> map(wire, events));
	}

	@MethodSource("ndjson")
	@FuzzTest(maxDuration = "10m")
	void lines(byte[] stream) {
		List<ServerEvent> events = read(stream, NdjsonDecoder::new);
		Wires.all().stream().filter((wire) -> wire.extension().equals("ndjson")).forEach((wire) -> map(wire, events));
	}

	static Stream<byte[]> sse() {
		return seeds("sse");
	}

	static Stream<byte[]> ndjson() {
		return seeds("ndjson");
	}

	private static Stream<byte[]> seeds(String extension) {
		return Wires.all()
			.stream()
			.filter((wire) -> wire.extension().equals(extension))
			.flatMap((wire) -> Corpus.bodies(wire.name(), Corpus::isStream).stream());
	}

	// The first byte says where the stream is cut.
	private static List<ServerEvent> read(byte[] input, Function<SseLimits, LineDecoder> decoder) {
		int cut = (input.length > 0) ? (input[0] & 0xFF) * input.length / 256 : 0;
		List<ServerEvent> whole = decoded(decoder.apply(SseLimits.defaults()), input, 0);
		assertThat(decoded(decoder.apply(SseLimits.defaults()), input, cut).equals(whole)).isTrue();
		typed(() -> decoded(decoder.apply(TIGHT), input, cut));
		return whole;
	}

	private static List<ServerEvent> decoded(LineDecoder decoder, byte[] input, int cut) {
		List<ServerEvent> events = new ArrayList<>(decoder.feed(input, 0, cut));
		events.addAll(decoder.feed(input, cut, input.length - cut));
		events.addAll(decoder.finish());
		return events;
	}

	private static void map(Wire wire, List<ServerEvent> events) {
		StreamMapper<ServerEvent> mapper = wire.streamMapper();
		typed(() -> {
			events.forEach(mapper::map);
			return mapper.end();
		});
	}

	private static void typed(Supplier<?> reading) {
		try {
			reading.get();
		}
		catch (ProviderException ex) {
			// The only way in which a reading may fail.
		}
	}

}
