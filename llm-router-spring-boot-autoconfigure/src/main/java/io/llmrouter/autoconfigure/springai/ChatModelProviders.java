package io.llmrouter.autoconfigure.springai;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import io.llmrouter.autoconfigure.LlmRouterProperties;
import io.llmrouter.autoconfigure.provider.SpringAiProviders;
import io.llmrouter.call.CoarseScheduler;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.RateLimitState;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.route.limit.ProviderLimiter;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.springai.RouterChatModel;
import io.llmrouter.springai.provider.SpringAiChatProvider;
import io.llmrouter.springai.provider.SpringAiSettings;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.StringUtils;

/**
 * Factory that turns {@link ChatModel} beans into providers. A chat model that is the
 * router is refused: its route would lead to itself.
 */
final class ChatModelProviders implements SpringAiProviders {

	private final ListableBeanFactory beans;

	private final Supplier<@Nullable ProviderLimiters> limiters;

	private final Scheduler timers = new CoarseScheduler(Schedulers.parallel(), TimeSource.SYSTEM);

	ChatModelProviders(ListableBeanFactory beans, Supplier<@Nullable ProviderLimiters> limiters) {
		this.beans = beans;
		this.limiters = limiters;
	}

	@Override
	public ChatProvider create(String name, @Nullable String bean, List<String> models, WireTimeouts timeouts) {
		String checked = checked(LlmRouterProperties.PREFIX + ".providers." + name + ".bean", bean);
		return new SpringAiChatProvider(new SpringAiSettings(name, checked, models, timeouts),
				this.beans.getBean(checked, ChatModel.class), limits(name), TimeSource.SYSTEM, this.timers,
				Schedulers.boundedElastic());
	}

	private String checked(String key, @Nullable String bean) {
		if (!StringUtils.hasText(bean)) {
			throw new InvalidLlmRouterConfigurationException(key, "is missing", "Set it to " + chatModels() + ".");
		}
		if (!this.beans.containsBean(bean)) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + bean + "', which is no bean",
					"Set it to " + chatModels() + ".");
		}
		if (this.beans.isTypeMatch(bean, RouterChatModel.class)) {
			throw new InvalidLlmRouterConfigurationException(key,
					"is '" + bean + "', which is the router itself, so that its routes would lead to themselves",
					"Set it to " + chatModels() + ".");
		}
		if (!this.beans.isTypeMatch(bean, ChatModel.class)) {
			throw new InvalidLlmRouterConfigurationException(key, "is '" + bean + "', which is no ChatModel",
					"Set it to " + chatModels() + ".");
		}
		return bean;
	}

	private String chatModels() {
		Set<String> names = new TreeSet<>(Arrays.asList(this.beans.getBeanNamesForType(ChatModel.class, true, false)));
		names.removeIf((name) -> this.beans.isTypeMatch(name, RouterChatModel.class));
		return names.isEmpty() ? "the name of a ChatModel bean; the application has none yet"
				: "one of the ChatModel beans " + names;
	}

	private Consumer<RateLimitState> limits(String name) {
		ProviderLimiters known = this.limiters.get();
		ProviderLimiter limiter = (known != null) ? known.of(name) : null;
		return (limiter != null) ? limiter::reconcile : (state) -> {
		};
	}

}
