package io.llmrouter.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.llmrouter.alert.ProviderAlert;
import io.llmrouter.call.TimeSource;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthReport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;

/**
 * {@link ReactiveHealthIndicator} of the router: up while every route has a candidate
 * that may be asked, out of service where a route has none, down where none has. It tells
 * what calls have shown and makes none of its own. Alerts are shown and change no status.
 *
 * @since 0.1.0
 */
public final class LlmRouterHealthIndicator extends AbstractReactiveHealthIndicator {

	private final HealthRegistry health;

	private final TimeSource time;

	private final Supplier<List<ProviderAlert>> alerts;

	/**
	 * Create an indicator.
	 * @param health the health of the candidates
	 * @param time the source of time
	 * @param alerts gives the alerts that are raised
	 */
	public LlmRouterHealthIndicator(HealthRegistry health, TimeSource time, Supplier<List<ProviderAlert>> alerts) {
		this.health = health;
		this.time = time;
		this.alerts = alerts;
	}

	@Override
	protected Mono<Health> doHealthCheck(Health.Builder builder) {
		return Mono.fromSupplier(() -> check(builder));
	}

	private Health check(Health.Builder builder) {
		Map<String, List<HealthReport>> routes = new TreeMap<>(this.health.routes());
		long served = routes.values().stream().filter(LlmRouterHealthIndicator::isServed).count();
		if (routes.isEmpty()) {
			builder.unknown();
		}
		else if (served == routes.size()) {
			builder.up();
		}
		else if (served > 0) {
			builder.outOfService();
		}
		else {
			builder.down();
		}
		List<ProviderAlert> raised = this.alerts.get();
		if (!raised.isEmpty()) {
			builder.withDetail("alerts", raised.stream().map(LlmRouterHealthIndicator::describe).toList());
		}
		return builder.withDetail("routes", describeRoutes(routes))
			.withDetail("providers", describeProviders(routes))
			.build();
	}

	private static Map<String, Object> describe(ProviderAlert alert) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("provider", alert.provider());
		described.put("alert", alert.kind().code());
		described.put("threshold", alert.threshold());
		described.put("value", alert.value());
		described.put("since", alert.since().toString());
		return described;
	}

	private static boolean isServed(List<HealthReport> candidates) {
		return candidates.stream().anyMatch(HealthReport::isAvailable);
	}

	private static Map<String, Object> describeRoutes(Map<String, List<HealthReport>> routes) {
		Map<String, Object> described = new LinkedHashMap<>();
		routes.forEach((name, candidates) -> described.put(name, describeRoute(candidates)));
		return described;
	}

	private static Map<String, Object> describeRoute(List<HealthReport> candidates) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("candidates", candidates.size());
		described.put("available", candidates.stream().filter(HealthReport::isAvailable).count());
		return described;
	}

	private Map<String, Object> describeProviders(Map<String, List<HealthReport>> routes) {
		Map<String, Map<String, HealthReport>> byProvider = new TreeMap<>();
		List<HealthReport> all = new ArrayList<>();
		routes.values().forEach(all::addAll);
		all.forEach((report) -> byProvider.computeIfAbsent(report.candidate().provider(), (name) -> new TreeMap<>())
			.put(report.candidate().model(), report));
		Map<String, Object> described = new LinkedHashMap<>();
		byProvider.forEach((provider, models) -> described.put(provider, describeModels(models)));
		return described;
	}

	private Map<String, Object> describeModels(Map<String, HealthReport> models) {
		Map<String, Object> described = new LinkedHashMap<>();
		Instant now = this.time.now();
		models.forEach((model, report) -> described.put(model, describe(report, now)));
		return described;
	}

	private static Map<String, Object> describe(HealthReport report, Instant now) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("circuit", report.circuit().code());
		putUntil(described, "openUntil", report.open(), now);
		putUntil(described, "coolingUntil", report.cooling(), now);
		if (report.lastError() != null && report.lastErrorAt() != null) {
			described.put("lastError", report.lastError().code());
			described.put("lastErrorAt", report.lastErrorAt().toString());
		}
		return described;
	}

	private static void putUntil(Map<String, Object> described, String name, @Nullable Duration remaining,
			Instant now) {
		if (remaining != null) {
			described.put(name, now.plus(remaining).toString());
		}
	}

}
