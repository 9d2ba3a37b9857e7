package io.llmrouter.autoconfigure.gateway;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.slf4j.LoggerFactory;

/**
 * What Netty's leak detector logs. The build sets the level {@code paranoid}, at which
 * every buffer is watched.
 */
final class LeakLog {

	private static final String MARK = "leaked on purpose ";

	private static final AtomicInteger MARKS = new AtomicInteger();

	private static final int MOST_COLLECTIONS = 500;

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	LeakLog() {
		this.log.start();
		((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).addAppender(this.log);
	}

	/**
	 * Return the leaks since this was made. Leaks a buffer on purpose and collects
	 * garbage until that one is reported, so that every older one is known too, and so
	 * that a detector that is switched off is a failure.
	 * @return the reports
	 */
	List<String> collect() {
		String mark = MARK + MARKS.incrementAndGet();
		leak(mark);
		for (int i = 0; reports().stream().noneMatch((report) -> report.contains(mark)); i++) {
			if (i == MOST_COLLECTIONS) {
				throw new IllegalStateException(
						"Netty did not report a leak; is io.netty.leakDetection.level=paranoid set?");
			}
			System.gc();
			// The detector reports when the next buffer is made.
			PooledByteBufAllocator.DEFAULT.buffer().release();
		}
		return reports().stream().filter((report) -> !report.contains(MARK)).toList();
	}

	private List<String> reports() {
		return List.copyOf(this.log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	private static void leak(String mark) {
		ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(16);
		buffer.touch(mark);
	}

}
