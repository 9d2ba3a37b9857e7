package io.llmrouter.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llmrouter.call.Outcome;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.ExtraAttempt;
import io.llmrouter.route.RoutedRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one route. Thread-safe.
 */
final class RouteMeters {

	private final Map<End, Timer> requests = new ConcurrentHashMap<>();

	private final Map<ExtraAttempt, Counter> extraAttempts = new ConcurrentHashMap<>();

	private final Map<ErrorType, Counter> rejections = new ConcurrentHashMap<>();

	private final Timer overhead;

	private final MeterRegistry registry;

	private final String route;

	RouteMeters(MeterRegistry registry, String route) {
		this.registry = registry;
		this.route = route;
		this.overhead = Timer.builder(MeterNames.OVERHEAD)
			.description("Time of logical calls that was the router's own")
			.tag(MeterNames.ROUTE, route)
			.register(registry);
	}

	void record(RoutedRequest request) {
		End end = new End(request.stream(), request.outcome(), request.errorType());
		this.requests.computeIfAbsent(end, this::register).record(request.duration());
		this.overhead.record(request.overhead());
		for (ExtraAttempt attempt : request.extraAttempts()) {
			this.extraAttempts.computeIfAbsent(attempt, this::register).increment();
		}
		if (request.attempts() == 0) {
			this.rejections.computeIfAbsent(end.reason(), this::register).increment();
		}
	}

	private Timer register(End end) {
		return Timer.builder(MeterNames.REQUEST)
			.description("Logical calls through the router, retries and fallbacks included")
			.tag(MeterNames.ROUTE, this.route)
			.tag(MeterNames.STREAM, Boolean.toString(end.stream()))
			.tag(MeterNames.OUTCOME, end.outcome().code())
			.tag(MeterNames.ERROR_TYPE, (end.errorType() != null) ? end.errorType().code() : MeterNames.NONE)
			.register(this.registry);
	}

	private Counter register(ExtraAttempt attempt) {
		Counter.Builder counter = switch (attempt.kind()) {
			case RETRY ->
				Counter.builder(MeterNames.RETRIES).description("Attempts made because the same candidate had failed");
			case FALLBACK ->
				Counter.builder(MeterNames.FALLBACKS).description("Attempts made because another candidate had failed");
			case HEDGE ->
				Counter.builder(MeterNames.HEDGES).description("Attempts made beside one that was still running");
		};
		return counter.tag(MeterNames.ROUTE, this.route)
			.tag(MeterNames.PROVIDER, attempt.provider())
			.tag(MeterNames.ERROR_TYPE, (attempt.cause() != null) ? attempt.cause().code() : MeterNames.NONE)
			.register(this.registry);
	}

	private Counter register(ErrorType reason) {
		return Counter.builder(MeterNames.REJECTED)
			.description("Logical calls that ended before any attempt")
			.tag(MeterNames.ROUTE, this.route)
			.tag(MeterNames.ERROR_TYPE, reason.code())
			.register(this.registry);
	}

	/**
	 * How a request ended.
	 *
	 * @param stream whether the answer was streamed
	 * @param outcome how it ended
	 * @param errorType why it failed, or {@code null}
	 */
	private record End(boolean stream, Outcome outcome, @Nullable ErrorType errorType) {

		ErrorType reason() {
			if (this.errorType != null) {
				return this.errorType;
			}
			return (this.outcome == Outcome.CANCELLED) ? ErrorType.CANCELLED : ErrorType.OTHER;
		}

	}

}
