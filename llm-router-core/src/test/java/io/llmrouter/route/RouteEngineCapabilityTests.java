package io.llmrouter.route;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.strategy.PriorityStrategy;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class RouteEngineCapabilityTests extends RouteEngineFixture {

	private static final ChatRequest SEEDED = ChatRequest.builder().user("Hello").seed(1L).build();

	private RouteEngine engineWithout(Capability... missing) {
		Set<Capability> supported = EnumSet.complementOf(EnumSet.noneOf(Capability.class));
		supported.removeAll(List.of(missing));
		Route route = new Route(Route.DEFAULT, new PriorityStrategy(),
				List.of(RouteCandidate.of("alpha"), RouteCandidate.of("beta")), RouteSettings.defaults());
		RouteTable table = new RouteTable(List.of(new Limited(this.alpha, supported), this.beta), List.of(route));
		return engine(table, List.of((RoutedRequestListener) this.requests::add));
	}

	@Test
	void candidateThatLacksWhatIsNeededIsPassedOver() {
		this.engine = engineWithout(Capability.SEED);
		this.alpha.answers("from alpha");
		this.beta.answers("from beta");
		verifyAnswer(SEEDED, "from beta");
		verifyAnswer("from alpha");
		assertThat(this.alpha.requests()).hasSize(1);
	}

	@Test
	void requestThatNobodySupportsNamesWhatIsMissing() {
		this.engine = engineWithout(Capability.SEED, Capability.TOP_K);
		ChatRequest onlyAlpha = SEEDED.toBuilder().provider("alpha").build();
		verifyFailure(onlyAlpha, (failure) -> {
			assertThat(failure.errorType()).isEqualTo(ErrorType.UNSUPPORTED_FEATURE);
			assertThat(failure).hasMessage("Route 'default' got no answer: 'alpha' does not support 'seed'");
		});
		assertThat(lastRequest().attempts()).isZero();
	}

	/**
	 * Provider that supports less than another.
	 *
	 * @param delegate the other
	 * @param capabilities what it supports
	 */
	private record Limited(ChatProvider delegate, Set<Capability> capabilities) implements ChatProvider {

		@Override
		public String name() {
			return this.delegate.name();
		}

		@Override
		public Mono<ChatResponse> chat(ChatRequest request) {
			return this.delegate.chat(request);
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return this.delegate.stream(request);
		}

	}

}
