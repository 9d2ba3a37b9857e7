package io.llmrouter.autoconfigure;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.llmrouter.autoconfigure.LlmRouterProperties.Convention;
import io.llmrouter.call.CallLabels;
import io.llmrouter.call.CallObservation;
import io.llmrouter.call.CallObserver;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.call.ChatCallTagsContributor;
import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.TimeSource;
import io.llmrouter.cost.CallCosts;
import io.llmrouter.metrics.ChatCallObservationConvention;
import io.llmrouter.metrics.LlmRouterMeterFilter;
import io.llmrouter.metrics.MicrometerCallListener;
import io.llmrouter.metrics.MicrometerCallObservations;
import io.llmrouter.metrics.MicrometerCircuitGauges;
import io.llmrouter.metrics.MicrometerLabelLimits;
import io.llmrouter.metrics.MicrometerRequestListener;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.health.CandidateHealth;
import io.llmrouter.route.health.CandidateName;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.LlmMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration for measuring: the aspect around every provider, its one recording
 * path, the comparison statistics and the meters.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = LlmCostAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@Conditional(LlmRouterMetricsAutoConfiguration.OnAnyProvider.class)
@ConditionalOnBooleanProperty(name = "llm.router.metrics.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LlmRouterProperties.class)
public final class LlmRouterMetricsAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ChatProviderObservationAspect llmRouterObservationAspect(ObjectProvider<CallObserver> observer,
			ObjectProvider<LlmRouterProperties> properties) {
		return new ChatProviderObservationAspect(SingletonSupplier.of(observer::getObject),
				SingletonSupplier.of(() -> unmeasured(properties.getObject())));
	}

	private static Set<String> unmeasured(LlmRouterProperties properties) {
		return properties.providers()
			.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().metricsEnabled())
			.map(Map.Entry::getKey)
			.collect(Collectors.toUnmodifiableSet());
	}

	@Bean
	@ConditionalOnMissingBean
	CallObserver llmRouterCallObserver(ObjectProvider<ChatCallListener> listeners,
			ObjectProvider<CallObservation.Factory> observations, CallLabels labels) {
		return new CallObserver(listeners.orderedStream().toList(),
				observations.getIfAvailable(() -> CallObservation.Factory.NOOP), labels, TimeSource.SYSTEM);
	}

	@Bean
	@ConditionalOnMissingBean
	CallLabels llmRouterCallLabels(ObjectProvider<ChatCallTagsContributor> contributors,
			LlmRouterProperties properties) {
		TagChecks.check(properties.metrics());
		CallLabels labels = new CallLabels(modelLabels(properties), contributors.orderedStream().toList(),
				properties.metrics().maxTagCombinations());
		TagChecks.check(labels.tagKeys(), properties.metrics().tags().keySet());
		return labels;
	}

	private static ModelLabels modelLabels(LlmRouterProperties properties) {
		Map<String, Collection<String>> models = new HashMap<>();
		Stream<RouteCandidate> aliased = properties.aliases()
			.values()
			.stream()
			.flatMap(List::stream)
			.map(RouteCandidate::of);
		Stream<RouteCandidate> routed = properties.routes()
			.values()
			.stream()
			.flatMap((route) -> route.candidates().stream())
			.filter((candidate) -> candidate.provider() != null)
			.map((candidate) -> new RouteCandidate(candidate.provider(), candidate.model()));
		Stream.concat(routed, aliased)
			.filter((candidate) -> candidate.model() != null)
			.forEach((candidate) -> models.computeIfAbsent(candidate.provider(), (provider) -> new HashSet<>())
				.add(candidate.model()));
		return new ModelLabels(models);
	}

	@Bean
	@ConditionalOnMissingBean
	ComparisonStatistics llmRouterStatistics(LlmRouterProperties properties, ObjectProvider<CallCosts> costs) {
		return new ComparisonStatistics(TimeSource.SYSTEM, properties.metrics().maxPairs(),
				properties.metrics().minimumSamples(), costs.getIfAvailable(CallCosts::none));
	}

	@Bean
	@ConditionalOnMissingBean
	LlmMetrics llmMetrics(ComparisonStatistics statistics, ObjectProvider<HealthRegistry> health) {
		HealthRegistry registry = health.getIfAvailable();
		return (registry != null) ? new LlmMetrics(statistics, (provider, model) -> circuit(registry, provider, model))
				: new LlmMetrics(statistics);
	}

	private static @Nullable String circuit(HealthRegistry registry, String provider, String model) {
		CandidateHealth candidate = registry.find(new CandidateName(provider, model));
		return (candidate != null) ? candidate.circuit().code() : null;
	}

	/**
	 * Meters of calls and requests.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(MeterRegistry.class)
	static class MeterConfiguration {

		@Bean
		@ConditionalOnMissingBean
		MicrometerCallListener llmRouterCallMeters(MeterRegistry registry, ObjectProvider<CallCosts> costs,
				LlmRouterProperties properties) {
			return new MicrometerCallListener(registry, costs.getIfAvailable(CallCosts::none),
					MeterConventions.meters(properties));
		}

		// Before Boot's own filter, so that 'management.metrics.distribution' still
		// decides.
		@Bean
		@Order(-10)
		LlmRouterMeterFilter llmRouterMeterFilter(LlmRouterProperties properties) {
			return new LlmRouterMeterFilter(properties.metrics().tags(),
					properties.metrics().convention() != Convention.LLM_ROUTER);
		}

		@Bean
		@ConditionalOnMissingBean
		MicrometerLabelLimits llmRouterLabelLimits(MeterRegistry registry, CallLabels labels) {
			MicrometerLabelLimits limits = new MicrometerLabelLimits(registry);
			limits.bindTo(labels);
			return limits;
		}

		@Bean
		@ConditionalOnMissingBean
		MicrometerCircuitGauges llmRouterCircuitGauges(MeterRegistry registry, LlmRouterProperties properties,
				ObjectProvider<HealthRegistry> health) {
			MicrometerCircuitGauges gauges = new MicrometerCircuitGauges(registry, unmeasured(properties));
			health.ifAvailable(gauges::bindTo);
			return gauges;
		}

		@Bean
		@ConditionalOnMissingBean
		MicrometerRequestListener llmRouterRequestMeters(MeterRegistry registry) {
			return new MicrometerRequestListener(registry);
		}

	}

	/**
	 * Observation that brings the attempt timer and the trace span.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnBean(ObservationRegistry.class)
	static class ObservationConfiguration {

		private static final String TRACER = "io.micrometer.tracing.Tracer";

		@Bean
		@ConditionalOnMissingBean(CallObservation.Factory.class)
		MicrometerCallObservations llmRouterCallObservations(ObservationRegistry registry,
				ObjectProvider<ChatCallObservationConvention> convention, LlmRouterProperties properties) {
			boolean traced = ClassUtils.isPresent(TRACER, getClass().getClassLoader());
			return MeterConventions.observations(registry, convention.getIfAvailable(), properties, traced);
		}

	}

	/**
	 * Condition that there is something to measure.
	 */
	static final class OnAnyProvider extends AnyNestedCondition {

		OnAnyProvider() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(ChatProvider.class)
		static final class Chat {

		}

		@ConditionalOnBean(EmbeddingProvider.class)
		static final class Embeddings {

		}

	}

}
