package io.llmrouter.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.llmrouter.testing.Leaks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Hooks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault in every phase, for streams, whole answers and whole answers over streams,
 * with one, two and three candidates: the right error or the right candidate, in time,
 * and nothing left over. {@code -Dllm.router.fault=stall} runs the faults with that word
 * alone.
 */
class FaultMatrixTests {

	private static final String ONLY = System.getProperty("llm.router.fault", "");

	private static final Duration AMPLE = Duration.ofSeconds(300);

	private static final Duration SHORT = Duration.ofSeconds(5);

	private static final List<Throwable> DROPPED = new CopyOnWriteArrayList<>();

	@TempDir
	static Path folder;

	private static Path keys;

	@BeforeAll
	static void createKeys() throws Exception {
		keys = Certificates.create(folder);
	}

	@BeforeEach
	void collectDroppedErrors() {
		DROPPED.clear();
		Hooks.onErrorDropped(DROPPED::add);
	}

	@AfterEach
	void resetHooks() {
		Hooks.resetOnErrorDropped();
	}

	@AfterAll
	static void noBufferLeaks() {
		assertThat(Leaks.collect()).isEmpty();
	}

	@ParameterizedTest(name = "{0}, {1}, {2} candidates", allowZeroInvocations = true)
	@MethodSource("cells")
	void faultIsMadeUpForOrTyped(Fault fault, Mode mode, int candidates) throws Exception {
		try (Cell cell = new Cell(fault, mode, candidates, AMPLE, keys)) {
			cell.call();
			cell.check();
			cell.checkBooks();
		}
		assertThat(DROPPED).isEmpty();
	}

	static Stream<Arguments> cells() {
		return cells(Faults.all(), 1, 2, 3);
	}

	@ParameterizedTest(name = "{0}, {1}, {2} candidates", allowZeroInvocations = true)
	@MethodSource("waits")
	void deadlineEndsEveryWait(Fault fault, Mode mode, int candidates) throws Exception {
		try (Cell cell = new Cell(fault, mode, candidates, SHORT, keys)) {
			cell.call();
			cell.checkDeadline();
			cell.checkBooks();
		}
		assertThat(DROPPED).isEmpty();
	}

	static Stream<Arguments> waits() {
		return cells(Faults.silent(), 1, 2);
	}

	private static Stream<Arguments> cells(List<Fault> faults, int... numbers) {
		List<Arguments> cells = new ArrayList<>();
		for (Fault fault : faults.stream().filter((fault) -> fault.toString().contains(ONLY)).toList()) {
			for (Mode mode : Mode.values()) {
				for (int candidates : numbers) {
					cells.add(Arguments.of(fault, mode, candidates));
				}
			}
		}
		return cells.stream();
	}

}
