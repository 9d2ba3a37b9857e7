package io.llmrouter.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Book of the calls that blocked a thread which must not block, in all tests of the
 * process. BlockHound's error alone may vanish in the chain of operators that it breaks.
 */
public final class BlockedCalls implements BlockHoundIntegration {

	/**
	 * Its client waits in an event loop when it is closed, which is not ours to judge.
	 */
	private static final String AMAZON = "software.amazon.";

	private static final int MOST = 20;

	private static final int FRAMES = 40;

	private static final Queue<String> seen = new ConcurrentLinkedQueue<>();

	private static final AtomicInteger planned = new AtomicInteger();

	private static volatile String planner = "";

	@Override
	public void applyTo(BlockHound.Builder builder) {
		builder.blockingMethodCallback(BlockedCalls::refuse);
	}

	private static void refuse(BlockingMethod method) {
		BlockingOperationError error = new BlockingOperationError(method);
		List<StackTraceElement> stack = Arrays.asList(error.getStackTrace());
		if (stack.stream().anyMatch((frame) -> frame.getClassName().equals(planner))) {
			planned.incrementAndGet();
		}
		else if (seen.size() < MOST && stack.stream().noneMatch((frame) -> frame.getClassName().startsWith(AMAZON))) {
			seen.add(Thread.currentThread().getName() + ": " + method
					+ stack.stream().limit(FRAMES).map((frame) -> "\n\tat " + frame).collect(Collectors.joining()));
		}
		throw error;
	}

	/**
	 * Tell who blocks a thread on purpose.
	 * @param test the class of the test
	 */
	public static void plan(Class<?> test) {
		planner = test.getName();
	}

	/**
	 * Tell that nobody does any more.
	 */
	public static void planNothing() {
		planner = "";
	}

	/**
	 * Return how many calls blocked a thread on purpose.
	 * @return the number
	 */
	public static int planned() {
		return planned.get();
	}

	/**
	 * Return the first calls that blocked a thread otherwise.
	 * @return thread, method and stack of each
	 */
	public static List<String> seen() {
		return List.copyOf(seen);
	}

}
