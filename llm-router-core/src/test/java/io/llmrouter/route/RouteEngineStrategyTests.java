package io.llmrouter.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.route.health.HealthRegistry;
import io.llmrouter.route.health.HealthSettings;
import io.llmrouter.route.limit.ProviderLimiters;
import io.llmrouter.route.strategy.LeastCostStrategy;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.route.strategy.RoundRobinStrategy;
import io.llmrouter.testing.VirtualTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RouteEngineStrategyTests extends RouteEngineFixture {

	private final List<String> priced = new ArrayList<>();

	private RouteEngine engine(RoutingStrategy strategy, RouteCandidate... candidates) {
		Route route = new Route(Route.DEFAULT, strategy, List.of(candidates), RouteSettings.defaults());
		VirtualTimeSource time = new VirtualTimeSource(this.scheduler);
		this.health = new HealthRegistry(HealthSettings.defaults(), time, new Random(11));
		RouteTable table = new RouteTable(List.of(this.alpha, this.beta), List.of(route),
				Map.of("smart", List.of(RouteCandidate.of("beta/b-7"))));
		return new RouteEngine(table, List.of((RoutedRequestListener) this.requests::add), time, this.scheduler,
				new Random(7), new Protection(this.health, ProviderLimiters.none()), this::estimate);
	}

	private double estimate(String provider, String model, ChatRequest request) {
		this.priced.add(provider + "/" + model);
		return provider.equals("alpha") ? 0.02 : 0.01;
	}

	@Test
	void turnsPassFromCallToCall() {
		this.engine = engine(new RoundRobinStrategy(), RouteCandidate.of("alpha").withWeight(3),
				RouteCandidate.of("beta"));
		this.alpha.answers("Hi");
		this.beta.answers("Hi");
		for (int call = 0; call < 8; call++) {
			verifyAnswer("Hi");
		}
		assertThat(this.alpha.requests()).hasSize(6);
		assertThat(this.beta.requests()).hasSize(2);
		assertThat(this.priced).isEmpty();
	}

	@Test
	void pricesAreEstimatedForTheModelThatWouldBeAsked() {
		this.engine = engine(new LeastCostStrategy(), RouteCandidate.of("alpha"), RouteCandidate.of("beta/b-2"));
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		assertThat(this.priced).containsExactly("alpha/a-1", "beta/b-2");
		assertThat(this.alpha.requests()).isEmpty();
	}

	@Test
	void nextTierIsAskedWhereTheFirstFails() {
		this.engine = engine(new RoundRobinStrategy(), RouteCandidate.of("beta").withTier(1),
				RouteCandidate.of("alpha"));
		this.alpha.fails(ErrorType.NOT_FOUND);
		this.beta.answers("Hi");
		verifyAnswer("Hi");
		assertThat(this.alpha.requests()).hasSize(1);
	}

	@Test
	void aliasIsAskedForByItsRealName() {
		this.engine = engine(new PriorityStrategy(), RouteCandidate.of("alpha"));
		this.beta.answers("Hi");
		verifyAnswer(REQUEST.withModel("smart"), "Hi");
		assertThat(this.beta.requests()).extracting(ChatRequest::model).containsExactly("b-7");
	}

}
