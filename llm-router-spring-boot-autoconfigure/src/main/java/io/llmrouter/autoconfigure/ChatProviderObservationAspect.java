package io.llmrouter.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.llmrouter.call.CallObserver;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;

import org.springframework.aop.framework.AbstractAdvisingBeanPostProcessor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * Aspect that observes the calls of every {@link ChatProvider} and
 * {@link EmbeddingProvider} bean, ours or the user's, also of one that is both. A bean
 * keeps its class where it can be subclassed; a record, a final class or one with final
 * methods is proxied by its interfaces. Made as a post-processor of its own because
 * Boot's auto-proxying subclasses everything, which such classes forbid.
 */
final class ChatProviderObservationAspect extends AbstractAdvisingBeanPostProcessor {

	private static final long serialVersionUID = 1L;

	private final transient Supplier<Set<String>> unmeasured;

	/**
	 * Create an aspect.
	 * @param observer the observer, asked for at the first call so that it does not drag
	 * the meter registry into the creation of post-processors
	 * @param unmeasured the names of the providers that are not to be measured
	 */
	ChatProviderObservationAspect(Supplier<CallObserver> observer, Supplier<Set<String>> unmeasured) {
		this.unmeasured = unmeasured;
		this.advisor = new DefaultPointcutAdvisor(new CallPointcut(), new ChatProviderInterceptor(observer));
	}

	@Override
	protected boolean isEligible(Object bean, String beanName) {
		if (bean instanceof ChatProvider provider) {
			return isMeasured(provider.name());
		}
		return bean instanceof EmbeddingProvider provider && isMeasured(provider.name());
	}

	private boolean isMeasured(String provider) {
		return !this.unmeasured.get().contains(provider);
	}

	@Override
	protected ProxyFactory prepareProxyFactory(Object bean, String beanName) {
		ProxyFactory factory = super.prepareProxyFactory(bean, beanName);
		factory.setProxyTargetClass(isSubclassable(bean.getClass()));
		return factory;
	}

	private static boolean isSubclassable(Class<?> type) {
		return !Modifier.isFinal(type.getModifiers()) && !type.isHidden()
				&& Arrays.stream(type.getMethods()).noneMatch(ChatProviderObservationAspect::isFinalOfProvider);
	}

	private static boolean isFinalOfProvider(Method method) {
		return Modifier.isFinal(method.getModifiers()) && Stream.of(ChatProvider.class, EmbeddingProvider.class)
			.flatMap((type) -> Arrays.stream(type.getMethods()))
			.anyMatch((declared) -> declared.getName().equals(method.getName())
					&& Arrays.equals(declared.getParameterTypes(), method.getParameterTypes()));
	}

	/**
	 * Pointcut of the methods that call a provider.
	 */
	private static final class CallPointcut extends StaticMethodMatcherPointcut {

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return method.getParameterCount() == 1 && switch (method.getName()) {
				case "chat", "stream" -> method.getParameterTypes()[0] == ChatRequest.class;
				case "embed" -> method.getParameterTypes()[0] == EmbeddingRequest.class;
				default -> false;
			};
		}

	}

}
