package io.llmrouter.metrics;

import io.llmrouter.route.RoutedRequest;
import io.llmrouter.route.RoutedRequestListener;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Listener that records the logical calls of a router and the attempts that they took
 * beyond the first. Thread-safe; its meters are resolved once for each route.
 * <p>
 * The counts add up: attempts = requests - rejected + retries + fallbacks + hedges. To
 * that end a request counts as rejected whenever it made no attempt, whether it was
 * refused or its caller went away first, which has the error type {@code cancelled}.
 *
 * @since 0.1.0
 */
public final class MicrometerRequestListener implements RoutedRequestListener {

	private final BoundedCache<String, RouteMeters> meters;

	/**
	 * Create a listener.
	 * @param registry the registry of the meters
	 */
	public MicrometerRequestListener(MeterRegistry registry) {
		this.meters = new BoundedCache<>(MeterNames.OTHER, (route) -> new RouteMeters(registry, route));
	}

	@Override
	public void requestEnded(RoutedRequest request) {
		this.meters.get(request.route()).record(request);
	}

}
