package io.llmrouter.provider.wire;

import java.time.Duration;
import java.util.function.BiConsumer;

import io.llmrouter.call.AnswerGuard;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.http.HttpHeaders;

/**
 * What the calls of one provider share, be they for chats or for embeddings: the model,
 * the keys and headers, and the time limit of a whole answer. Thread-safe.
 */
final class WireCalls {

	private final WireSettings settings;

	private final ApiKeys keys;

	private final Scheduler scheduler;

	WireCalls(WireSettings settings, TimeSource time, Scheduler scheduler) {
		this.settings = settings;
		this.keys = new ApiKeys(settings.apiKeys(), time);
		this.scheduler = scheduler;
	}

	ApiKeys.Key nextKey() {
		return this.keys.next();
	}

	/**
	 * Return the model of a call.
	 * @param requested the model that the request names, or {@code null}
	 * @return the model
	 * @throws ProviderException where neither request nor settings name one
	 */
	String model(@Nullable String requested) {
		if (requested != null) {
			return requested;
		}
		if (this.settings.models().isEmpty()) {
			throw CallSite.of(this.settings.name(), null, this.settings.baseUrl())
				.failure(ErrorType.INVALID_REQUEST,
						"was not asked: neither the request nor the configuration names a model; name one of the two");
		}
		return this.settings.models().get(0);
	}

	CallSite site(String model) {
		return CallSite.of(this.settings.name(), model, this.settings.baseUrl());
	}

	void addHeaders(HttpHeaders headers, ApiKeys.Key key, BiConsumer<HttpHeaders, String> keyHeader) {
		this.settings.headers().forEach(headers::set);
		String value = key.value();
		if (value != null) {
			keyHeader.accept(headers, value);
		}
	}

	<T> Mono<T> guarded(Mono<T> answer, CallSite site, ApiKeys.Key key) {
		Duration limit = this.settings.timeouts().response();
		return AnswerGuard.guard(key.watch(answer), limit, this.scheduler, () -> late(site, limit));
	}

	private static ProviderException late(CallSite site, Duration limit) {
		return site.failure(ErrorType.TIMEOUT_FIRST_TOKEN,
				"did not answer within " + limit + "; raise the response timeout if it may");
	}

}
