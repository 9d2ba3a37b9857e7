package io.llmrouter.call;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.llmrouter.LlmRouter;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ChatCallTests {

	private static final Set<Class<?>> IMMUTABLE = Set.of(String.class, Duration.class, Instant.class, Integer.class,
			Long.class, BigDecimal.class, StartedCall.class, TokenUsage.class, Map.class);

	@ParameterizedTest
	@ValueSource(classes = { ChatCall.class, StartedCall.class, TokenUsage.class })
	void recordHoldsNothingThatCanChange(Class<?> type) {
		assertThat(type).isRecord();
		assertThat(Stream.of(type.getRecordComponents()).map(RecordComponent::getType))
			.allMatch((component) -> component.isPrimitive() || component.isEnum() || IMMUTABLE.contains(component));
	}

	@Test
	void tagsAreCopied() {
		Map<String, String> tags = new HashMap<>(Map.of("team", "search"));
		StartedCall call = new StartedCall("alpha", "small", null, false, null, 1, Instant.EPOCH).withTags(tags);
		tags.put("team", "other");
		assertThat(call.tags()).isEqualTo(Map.of("team", "search")).isUnmodifiable();
	}

	@Test
	void attemptsOfOneRequestTellTheirRouteAndNumber() {
		List<ChatCall> calls = new ArrayList<>();
		CallObserver observer = new CallObserver(List.of((ChatCallListener) calls::add), CallObservation.Factory.NOOP,
				ModelLabels.none(), TimeSource.SYSTEM);
		LlmRouter router = LlmRouter.builder()
			.provider(new ObservedChatProvider(new FakeProvider("alpha").fails(ErrorType.NOT_FOUND), observer))
			.provider(new ObservedChatProvider(new FakeProvider("beta").fails(ErrorType.NOT_FOUND), observer))
			.build();
		router.stream(ChatRequest.user("Hello")).onErrorComplete().blockLast(Duration.ofSeconds(5));
		assertThat(calls).extracting((call) -> call.start().route(), (call) -> call.start().attempt())
			.containsExactly(tuple("default", 1), tuple("default", 2));
		assertThat(calls).extracting(ChatCall::provider).containsExactlyInAnyOrder("alpha", "beta");
	}

}
