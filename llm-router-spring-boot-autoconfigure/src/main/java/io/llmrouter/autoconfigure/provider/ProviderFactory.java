package io.llmrouter.autoconfigure.provider;

import java.util.List;
import java.util.function.Supplier;

import io.llmrouter.autoconfigure.LlmRouterProperties.Provider;
import io.llmrouter.call.CoarseScheduler;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.http.RateLimitHeaders;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.route.limit.ProviderLimiter;
import io.llmrouter.route.limit.ProviderLimiters;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Factory that turns provider properties into providers, and says what is wrong where it
 * cannot.
 */
final class ProviderFactory {

	private final ProviderHttpClients clients;

	private final ProviderLimiters limiters;

	// Of its own: what the application does to its mapper must not change the wire.
	private final JsonMapper json = JsonMapper.builder().build();

	private final Scheduler scheduler = new CoarseScheduler(Schedulers.parallel(), TimeSource.SYSTEM);

	private final Supplier<@Nullable SpringAiProviders> springAi;

	ProviderFactory(ProviderHttpClients clients, ProviderLimiters limiters,
			Supplier<@Nullable SpringAiProviders> springAi) {
		this.clients = clients;
		this.limiters = limiters;
		this.springAi = springAi;
	}

	ChatProvider create(String name, Provider properties) {
		ProviderChecks checks = new ProviderChecks(name, properties);
		if (SpringAiProviders.TYPE.equals(properties.type())) {
			return new SpringAiChecks(name, properties).provider(this.springAi.get(),
					checks.timeouts(WireTimeouts.defaults()));
		}
		ProviderType type = checks.type();
		ProviderConfig config = config(name, checks, type, properties.allModels());
		WebClient client = this.clients.client(name, properties, config);
		return type.wire().provider(config, reconciled(name, client), this.json, this.scheduler);
	}

	EmbeddingProvider createEmbeddings(String name, String model, Provider properties) {
		ProviderChecks checks = new ProviderChecks(name, properties);
		ProviderType type = checks.type();
		EmbeddingWire wire = checks.embeddings(type, model);
		ProviderConfig config = config(name, checks, type, List.of(model));
		WebClient client = this.clients.client(name, properties, config);
		return wire.provider(config, client, this.json, this.scheduler);
	}

	private static ProviderConfig config(String name, ProviderChecks checks, ProviderType type, List<String> models) {
		return new ProviderConfig(name, checks.baseUrl(type), checks.apiKeys(type), models, checks.headers(),
				checks.timeouts(type.timeouts()), checks.limits(), checks.options(type));
	}

	// Who has no limits has no use for what the provider tells of them.
	private WebClient reconciled(String name, WebClient client) {
		ProviderLimiter limiter = this.limiters.of(name);
		return (limiter != null) ? client.mutate().filter(RateLimitHeaders.filter(limiter::reconcile)).build() : client;
	}

}
