package io.llmrouter.autoconfigure.provider;

import java.util.List;
import java.util.Map;

import io.llmrouter.LlmRouter;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every type makes of several keys: all are used in turn, and one that is refused or
 * exhausted is set aside.
 */
class ProviderKeysTests extends ProviderFixture {

	private static final String CANARY = "sk-canary-";

	@ParameterizedTest
	@MethodSource("types")
	void keysAreUsedInTurnByAnswersAndStreams(String type) {
		this.upstream.answerWhole(WireSample.of(type).answer("Hi"));
		with(type, (provider) -> {
			for (int i = 0; i < 3; i++) {
				text(provider);
				pieces(provider);
			}
		}, "api-keys=sk-canary-2,sk-canary-3");
		assertThat(usedKeys()).containsExactly("1", "2", "3", "1", "2", "3");
	}

	@ParameterizedTest
	@MethodSource("types")
	void refusedAndExhaustedKeysAreSetAside(String type) {
		refuse(type, Map.of("2", 401, "3", 402, "4", 403, "5", 429));
		with(type, (provider) -> {
			assertThat(text(provider)).isEqualTo("Hi");
			assertRefused(provider, ErrorType.AUTHENTICATION, 2);
			assertRefused(provider, ErrorType.QUOTA_EXHAUSTED, 3);
			assertRefused(provider, ErrorType.PERMISSION_DENIED, 4);
			assertRefused(provider, ErrorType.RATE_LIMITED, 5);
			assertThat(List.of(text(provider), text(provider), text(provider))).containsOnly("Hi");
		}, "api-keys=sk-canary-2,sk-canary-3,sk-canary-4,sk-canary-5");
		assertThat(usedKeys()).containsExactly("1", "2", "3", "4", "5", "1", "1", "1");
	}

	@ParameterizedTest
	@MethodSource("types")
	void callerOfTheRouterSeesNoRefusedKeyWhileAnotherIsGood(String type) {
		refuse(type, Map.of("1", 401, "2", 429));
		runner(type, "api-keys=sk-canary-2,sk-canary-3").run((context) -> {
			LlmRouter router = context.getBean(LlmRouter.class);
			for (int i = 0; i < 2; i++) {
				assertThat(router.chat(REQUEST).blockOptional(PATIENCE)).get()
					.satisfies((answer) -> assertThat(answer.text()).isEqualTo("Hi"));
			}
		});
		assertThat(usedKeys()).containsExactly("1", "2", "3", "3");
	}

	@ParameterizedTest
	@MethodSource("types")
	void whereAllKeysAreSetAsideTheProviderIsStillHeard(String type) {
		refuse(type, Map.of("1", 401, "2", 429));
		with(type, (provider) -> {
			assertRefused(provider, ErrorType.AUTHENTICATION, 1);
			assertRefused(provider, ErrorType.RATE_LIMITED, 2);
			assertRefused(provider, ErrorType.RATE_LIMITED, 2);
		}, "api-keys=sk-canary-2");
		assertThat(usedKeys()).containsExactly("1", "2", "2");
	}

	private void refuse(String type, Map<String, Integer> statuses) {
		String answer = WireSample.of(type).answer("Hi");
		this.upstream.answer((request, response) -> {
			int status = statuses.getOrDefault(usedKey(request), 200);
			// The key is echoed, as providers do.
			String body = (status == 200) ? answer
					: "{\"error\":{\"message\":\"no " + CANARY + usedKey(request) + " please\"}}";
			if (status == 429) {
				response.header("Retry-After", "60");
			}
			return response.status(status)
				.header("Content-Type", "application/json")
				.sendString(Mono.just(body))
				.then();
		});
	}

	private static void assertRefused(ChatProvider provider, ErrorType type, int key) {
		Mono<?> call = provider.chat(REQUEST)
			.doOnError((failure) -> assertThat(failure.toString()).doesNotContain("canary"));
		assertFails(call, type, "(key " + key + " of ");
	}

	private List<String> usedKeys() {
		return this.upstream.requests().stream().map(ProviderKeysTests::usedKey).toList();
	}

	private static String usedKey(Upstream.Request request) {
		return request.headers()
			.entries()
			.stream()
			.map(Map.Entry::getValue)
			.filter((value) -> value.contains(CANARY))
			.map((value) -> value.substring(value.indexOf(CANARY) + CANARY.length()))
			.findFirst()
			.orElse("none");
	}

}
