package io.llmrouter.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Comments that keep a silent stream from looking dead to proxies. Clients leave them
 * out. Thread-safe.
 */
final class Heartbeats {

	private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

	private final Duration interval;

	private final Scheduler scheduler;

	Heartbeats(Duration interval, Scheduler scheduler) {
		this.interval = interval;
		this.scheduler = scheduler;
	}

	/**
	 * Fill the silences of a stream. A caller that reads slowly gets no comments: they
	 * would wait for it in memory.
	 * @param events whole events
	 * @return the events, and a comment wherever none came for between half of the
	 * interval and all of it
	 */
	Flux<byte[]> during(Flux<byte[]> events) {
		return Flux.defer(() -> {
			AtomicBoolean silent = new AtomicBoolean();
			Sinks.Empty<Void> over = Sinks.empty();
			Flux<byte[]> watched = events.doOnNext((event) -> silent.set(false)).doOnComplete(over::tryEmitEmpty);
			Flux<byte[]> comments = Flux.interval(this.interval.dividedBy(2), this.scheduler)
				.onBackpressureDrop()
				.filter((tick) -> silent.getAndSet(true))
				.map((tick) -> COMMENT)
				.takeUntilOther(over.asMono());
			return Flux.merge(1, watched, comments);
		});
	}

}
