package io.llmrouter.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Collector of what Netty's leak detector reports. It is in place before the first buffer
 * is made; the build sets the level {@code paranoid}, at which every buffer is watched.
 */
public final class Leaks implements LauncherSessionListener {

	private static final List<String> REPORTS = new CopyOnWriteArrayList<>();

	private static final AtomicInteger MARKERS = new AtomicInteger();

	private static final Duration LIMIT = Duration.ofMinutes(1);

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
	}

	/**
	 * Return the leaks of all tests so far. Leaks a buffer on purpose and collects
	 * garbage until that one is reported, so that every older one is known too, and so
	 * that a detector that is switched off is a failure.
	 * @return the reports
	 */
	public static List<String> collect() {
		String marker = "leaked on purpose " + MARKERS.incrementAndGet();
		long deadline = System.nanoTime() + LIMIT.toNanos();
		leak(marker);
		while (REPORTS.stream().noneMatch((report) -> report.contains(marker))) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException(
						"Netty did not report a leak; is io.netty.leakDetection.level=paranoid set?");
			}
			System.gc();
			// The detector reports when the next buffer is made.
			PooledByteBufAllocator.DEFAULT.buffer().release();
		}
		return REPORTS.stream().filter((report) -> !report.contains("leaked on purpose")).toList();
	}

	private static void leak(String marker) {
		ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(16);
		buffer.touch(marker);
	}

	/**
	 * Maker of detectors that record.
	 */
	private static final class RecordingFactory extends ResourceLeakDetectorFactory {

		@Override
		@Deprecated
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval,
				long maxActive) {
			return new RecordingDetector<>(resource, samplingInterval);
		}

		@Override
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
			return new RecordingDetector<>(resource, samplingInterval);
		}

	}

	/**
	 * Detector that records what it reports.
	 *
	 * @param <T> the type that is watched
	 */
	private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {

		RecordingDetector(Class<?> resource, int samplingInterval) {
			super(resource, samplingInterval);
		}

		@Override
		protected boolean needReport() {
			return true;
		}

		@Override
		protected void reportTracedLeak(String resourceType, String records) {
			REPORTS.add(resourceType + records);
		}

		@Override
		protected void reportUntracedLeak(String resourceType) {
			REPORTS.add(resourceType);
		}

	}

}
