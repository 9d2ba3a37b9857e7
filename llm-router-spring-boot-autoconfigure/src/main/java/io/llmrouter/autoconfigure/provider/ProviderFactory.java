package io.llmrouter.autoconfigure.provider;

import io.llmrouter.autoconfigure.LlmRouterProperties.Provider;
import io.llmrouter.call.CoarseScheduler;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.http.RateLimitHeaders;
import io.llmrouter.route.limit.ProviderLimiter;
import io.llmrouter.route.limit.ProviderLimiters;
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

	ProviderFactory(ProviderHttpClients clients, ProviderLimiters limiters) {
		this.clients = clients;
		this.limiters = limiters;
	}

	ChatProvider create(String name, Provider properties) {
		ProviderChecks checks = new ProviderChecks(name, properties);
		ProviderType type = checks.type();
		ProviderConfig config = new ProviderConfig(name, checks.baseUrl(type), checks.apiKeys(type),
				properties.allModels(), checks.headers(), checks.timeouts(type.timeouts()), checks.limits(),
				checks.options(type));
		WebClient client = this.clients.client(name, properties, config.timeouts().connect());
		return type.wire().provider(config, reconciled(name, client), this.json, this.scheduler);
	}

	// Who has no limits has no use for what the provider tells of them.
	private WebClient reconciled(String name, WebClient client) {
		ProviderLimiter limiter = this.limiters.of(name);
		return (limiter != null) ? client.mutate().filter(RateLimitHeaders.filter(limiter::reconcile)).build() : client;
	}

}
