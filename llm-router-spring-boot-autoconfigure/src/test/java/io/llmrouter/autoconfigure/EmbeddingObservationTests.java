package io.llmrouter.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.UserEmbeddings.Both;
import io.llmrouter.autoconfigure.UserEmbeddings.Embeddings;
import io.llmrouter.autoconfigure.UserEmbeddings.Everything;
import io.llmrouter.autoconfigure.UserEmbeddings.FinalEmbeddings;
import io.llmrouter.autoconfigure.UserEmbeddings.FinalMethod;
import io.llmrouter.autoconfigure.UserEmbeddings.OpenEmbeddings;
import io.llmrouter.autoconfigure.UserEmbeddings.RecordEmbeddings;
import io.llmrouter.autoconfigure.UserEmbeddings.Throwing;
import io.llmrouter.autoconfigure.UserProviders.RecordClass;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.ChatCallListener;
import io.llmrouter.call.Outcome;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.EmbeddingProvider;
import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddingObservationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final EmbeddingRequest REQUEST = EmbeddingRequest.of("Hello");

	private final List<ChatCall> calls = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmProviderAutoConfiguration.class, LlmRouterAutoConfiguration.class,
				LlmRouterMetricsAutoConfiguration.class))
		.withBean(ChatCallListener.class, () -> new Everything(this.calls));

	private void run(EmbeddingProvider bean, Consumer<EmbeddingProvider> call) {
		this.runner.withBean("mine", EmbeddingProvider.class, () -> bean)
			.run((context) -> call.accept(context.getBean(EmbeddingProvider.class)));
	}

	static Stream<EmbeddingProvider> everyShapeOfBean() {
		return Stream.of(new OpenEmbeddings("mine"), new FinalMethod("mine"), new FinalEmbeddings("mine"),
				new RecordEmbeddings("mine"), new OpenEmbeddings("mine") {
				});
	}

	@ParameterizedTest
	@MethodSource("everyShapeOfBean")
	void usersOwnBeanIsMeasuredPerSubscriptionWhateverItsShape(EmbeddingProvider bean) {
		run(bean, (provider) -> {
			Mono<EmbeddingResponse> answer = provider.embed(REQUEST);
			assertThat(this.calls).isEmpty();
			answer.block(PATIENCE);
			answer.block(PATIENCE);
		});
		assertThat(this.calls).hasSize(2).allSatisfy((call) -> {
			assertThat(call.provider()).isEqualTo("mine");
			assertThat(call.operation()).isEqualTo(CallOperation.EMBEDDINGS);
			assertThat(call.outcome()).isEqualTo(Outcome.SUCCESS);
		});
	}

	@Test
	void beanThatCanBeSubclassedKeepsItsClass() {
		this.runner.withBean(OpenEmbeddings.class, () -> new OpenEmbeddings("mine"))
			.run((context) -> assertThat(AopUtils.isCglibProxy(context.getBean(OpenEmbeddings.class))).isTrue());
	}

	@Test
	void beanThatChatsAndEmbedsIsMeasuredForBoth() {
		this.runner.withBean("mine", Both.class, () -> new Both("mine")).run((context) -> {
			context.getBean(EmbeddingProvider.class).embed(REQUEST).block(PATIENCE);
			context.getBean(LlmRouter.class).chat(ChatRequest.user("Hello")).block(PATIENCE);
		});
		assertThat(this.calls).extracting(ChatCall::operation)
			.containsExactly(CallOperation.EMBEDDINGS, CallOperation.CHAT);
	}

	@Test
	void providerThatThrowsOrReturnsNullFailsWithARecordedErrorSignal() {
		run(new Embeddings("mine", null),
				(provider) -> StepVerifier.create(provider.embed(REQUEST))
					.expectErrorMatches((failure) -> failure.getMessage().contains("returned null"))
					.verify(PATIENCE));
		run(new Throwing(),
				(provider) -> StepVerifier.create(provider.embed(REQUEST))
					.expectErrorMessage("planned")
					.verify(PATIENCE));
		assertThat(this.calls).extracting(ChatCall::errorType)
			.containsExactly(ErrorType.INVALID_RESPONSE, ErrorType.OTHER);
	}

	@Test
	void cancelledCallIsNeutral() {
		run(new Embeddings("mine", Mono.never()),
				(provider) -> StepVerifier.create(provider.embed(REQUEST)).thenCancel().verify(PATIENCE));
		assertThat(this.calls).extracting(ChatCall::outcome).containsExactly(Outcome.CANCELLED);
	}

	@Test
	void collectorOfChatsHearsNoEmbeddings() {
		List<ChatCall> chats = new ArrayList<>();
		this.runner.withBean("chats", ChatCallListener.class, () -> chats::add)
			.withBean("chat", ChatProvider.class, () -> new RecordClass("chat"))
			.withBean("mine", EmbeddingProvider.class, () -> new OpenEmbeddings("mine"))
			.run((context) -> {
				context.getBean(EmbeddingProvider.class).embed(REQUEST).block(PATIENCE);
				context.getBean(ChatProvider.class).chat(ChatRequest.user("Hello")).block(PATIENCE);
			});
		assertThat(chats).extracting(ChatCall::provider).containsExactly("chat");
		assertThat(this.calls).hasSize(2);
	}

}
