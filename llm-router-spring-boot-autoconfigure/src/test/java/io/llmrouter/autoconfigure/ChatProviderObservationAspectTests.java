package io.llmrouter.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.llmrouter.autoconfigure.UserProviders.FinalClass;
import io.llmrouter.autoconfigure.UserProviders.FinalMethods;
import io.llmrouter.autoconfigure.UserProviders.OpenClass;
import io.llmrouter.autoconfigure.UserProviders.RecordClass;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.call.Outcome;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ChatProviderObservationAspectTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final ChatRequest REQUEST = ChatRequest.user("Hello");

	private final List<ChatCall> calls = new ArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class))
		.withBean(ChatCallListener.class, () -> this.calls::add);

	private void run(Supplier<ChatProvider> provider, Consumer<ChatProvider> call) {
		this.runner.withBean("mine", ChatProvider.class, provider)
			.run((context) -> call.accept(context.getBean(ChatProvider.class)));
	}

	static Stream<ChatProvider> everyShapeOfBean() {
		return Stream.of(new OpenClass("mine"), new FinalMethods("mine"), new FinalClass("mine"),
				new RecordClass("mine"), UserProviders.anonymous("mine", (request) -> UserProviders.answer("mine")));
	}

	@ParameterizedTest
	@MethodSource("everyShapeOfBean")
	void usersOwnBeanIsMeasuredWhateverItsShape(ChatProvider bean) {
		run(() -> bean, (provider) -> {
			assertThat(provider.name()).isEqualTo("mine");
			provider.chat(REQUEST).block(PATIENCE);
			provider.stream(REQUEST).blockLast(PATIENCE);
		});
		assertThat(this.calls).extracting(ChatCall::provider, ChatCall::stream, ChatCall::outcome)
			.containsExactly(tuple("mine", false, Outcome.SUCCESS), tuple("mine", true, Outcome.SUCCESS));
	}

	@Test
	void beanThatCanBeSubclassedKeepsItsClass() {
		this.runner.withBean(OpenClass.class, () -> new OpenClass("mine"))
			.run((context) -> assertThat(AopUtils.isCglibProxy(context.getBean(OpenClass.class))).isTrue());
	}

	@Test
	void measuringHappensPerSubscription() {
		run(() -> new OpenClass("mine"), (provider) -> {
			Mono<?> answer = provider.chat(REQUEST);
			assertThat(this.calls).isEmpty();
			answer.block(PATIENCE);
			answer.block(PATIENCE);
		});
		assertThat(this.calls).hasSize(2);
	}

	@Test
	void providerThatThrowsFailsWithAnErrorSignalThatIsRecorded() {
		run(() -> UserProviders.anonymous("mine", (request) -> {
			throw new IllegalStateException("planned");
		}), (provider) -> assertThat(provider.chat(REQUEST).onErrorResume((failure) -> Mono.empty()).block(PATIENCE))
			.isNull());
		assertThat(this.calls).extracting(ChatCall::errorType).containsExactly(ErrorType.OTHER);
	}

	@Test
	void providerThatReturnsNullFailsWithAnErrorSignalThatIsRecorded() {
		run(() -> UserProviders.anonymous("mine", (request) -> null), (
				provider) -> assertThat(provider.chat(REQUEST).onErrorResume((failure) -> Mono.empty()).block(PATIENCE))
					.isNull());
		assertThat(this.calls).extracting(ChatCall::errorType).containsExactly(ErrorType.INVALID_RESPONSE);
	}

	@Test
	void selfCallWithinAProviderIsNotMeasuredTwice() {
		run(() -> UserProviders.anonymous("mine", (request) -> UserProviders.answer("mine")),
				(provider) -> provider.stream(REQUEST).blockLast(PATIENCE));
		assertThat(this.calls).hasSize(1);
	}

	@Test
	void switchedOffMeasuringLeavesBeansAlone() {
		this.runner.withPropertyValues("llm.router.metrics.enabled=false")
			.withBean(OpenClass.class, () -> new OpenClass("mine"))
			.run((context) -> {
				assertThat(AopUtils.isAopProxy(context.getBean(OpenClass.class))).isFalse();
				context.getBean(OpenClass.class).chat(REQUEST).block(PATIENCE);
			});
		assertThat(this.calls).isEmpty();
	}

	@Test
	void providerMayBeLeftOutOfMeasuring() {
		this.runner.withBean("mine", ChatProvider.class, () -> new OpenClass("mine"))
			.withPropertyValues("llm.router.providers.simulated.type=openai",
					"llm.router.providers.simulated.api-key=k", "llm.router.providers.simulated.model=m",
					"llm.router.providers.simulated.base-url=http://localhost:1/v1",
					"llm.router.providers.simulated.metrics-enabled=false")
			.run((context) -> {
				ChatProvider unmeasured = context.getBean("simulatedChatProvider", ChatProvider.class);
				assertThat(AopUtils.isAopProxy(unmeasured)).isFalse();
				assertThat(AopUtils.isAopProxy(context.getBean("mine"))).isTrue();
			});
	}

}
