package io.llmrouter.route;

import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.route.strategy.PriorityStrategy;
import io.llmrouter.testing.FakeProvider;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RouteTableTests {

	private final List<FakeProvider> providers = List.of(new FakeProvider("alpha", "a-1", "a-2"),
			new FakeProvider("beta", "b-1"), new FakeProvider("silent"));

	private final RouteTable table = table(route("default", "alpha", "beta"), route("fast", "beta"),
			route("open", "alpha", "silent"));

	private RouteTable table(Route... routes) {
		return new RouteTable(this.providers, List.of(routes),
				Map.of("smart", List.of(RouteCandidate.of("alpha/a-9"), RouteCandidate.of("beta")), "b-1",
						List.of(RouteCandidate.of("alpha/a-2"))));
	}

	private static Route route(String name, String... candidates) {
		return new Route(name, new PriorityStrategy(), List.of(candidates).stream().map(RouteCandidate::of).toList(),
				RouteSettings.defaults());
	}

	private List<String> candidates(ChatRequest request) {
		Route route = this.table.route(request);
		return this.table.candidates(route, request).stream().map(RouteCandidate::toString).toList();
	}

	private static ChatRequest request(String route, String provider, String model) {
		return ChatRequest.builder().user("Hello").route(route).provider(provider).model(model).build();
	}

	private String problem(ChatRequest request) {
		RouteException[] thrown = new RouteException[1];
		assertThatExceptionOfType(RouteException.class).isThrownBy(() -> candidates(request))
			.satisfies((exception) -> thrown[0] = exception);
		return thrown[0].getMessage();
	}

	@Test
	void requestThatNamesNothingTakesTheDefaultRoute() {
		assertThat(candidates(request(null, null, null))).containsExactly("alpha", "beta");
	}

	@Test
	void requestMayNameRouteProviderOrModel() {
		assertThat(candidates(request("fast", null, null))).containsExactly("beta");
		assertThat(candidates(request(null, "silent", null))).containsExactly("silent");
		assertThat(candidates(request(null, "alpha", "a-7"))).containsExactly("alpha/a-7");
		assertThat(candidates(request(null, null, "a-2"))).containsExactly("alpha/a-2");
		assertThat(candidates(request("open", null, "x"))).containsExactly("silent/x");
	}

	@Test
	void modelKeepsWeightAndTierOfItsCandidate() {
		RouteCandidate heavy = RouteCandidate.of("alpha").withWeight(7).withTier(2);
		Route route = new Route("default", new PriorityStrategy(), List.of(heavy), RouteSettings.defaults());
		assertThat(table(route).candidates(route, request(null, null, "a-2")))
			.containsExactly(new RouteCandidate("alpha", "a-2", 7, 2));
	}

	@Test
	void aliasStandsForItsCandidates() {
		assertThat(candidates(request(null, null, "smart"))).containsExactly("alpha/a-9", "beta");
		assertThat(candidates(request("fast", null, "smart"))).containsExactly("alpha/a-9", "beta");
		assertThat(candidates(request(null, "beta", "smart"))).containsExactly("beta");
	}

	@Test
	void aliasComesBeforeAModelOfThatName() {
		assertThat(candidates(request(null, null, "b-1"))).containsExactly("alpha/a-2");
	}

	@Test
	void unknownNamesFailWithTheListOfKnownOnes() {
		assertThat(problem(request("slow", null, null)))
			.isEqualTo("Route 'slow' does not exist; routes are 'default', 'fast', 'open'");
		assertThat(problem(request(null, "gamma", null)))
			.isEqualTo("Provider 'gamma' does not exist; providers are 'alpha', 'beta', 'silent'");
		assertThat(problem(request(null, "gamma", "smart"))).startsWith("Provider 'gamma' does not exist");
		assertThat(problem(request("fast", null, "x-9")))
			.startsWith("No candidate of route 'fast' serves model 'x-9'; models are 'b-1', aliases ")
			.contains("'smart'", "'b-1'")
			.endsWith("; or name a provider with it");
		assertThat(problem(request(null, null, "x-9"))).contains("models are 'a-1', 'a-2', 'b-1'");
		assertThat(problem(request(null, "silent", "smart"))).isEqualTo(
				"Alias 'smart' does not stand for a model of provider 'silent'; it stands for 'alpha/a-9', 'beta'");
	}

	@Test
	void modelsOfAliasesAreLabels() {
		assertThat(this.table.modelLabels().label("alpha", List.of("a-1"), "a-9")).isEqualTo("a-9");
		assertThat(this.table.modelLabels().label("alpha", List.of("a-1"), "a-8")).isEqualTo("other");
	}

	@Test
	void aliasOfAnUnknownProviderOrOfNothingIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RouteTable(this.providers, List.of(route("default", "alpha")),
					Map.of("x", List.of(RouteCandidate.of("gamma/g-1")))))
			.withMessage("Alias 'x' names provider 'gamma', which does not exist; "
					+ "providers are 'alpha', 'beta', 'silent'");
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> new RouteTable(this.providers, List.of(route("default", "alpha")), Map.of("x", List.of())))
			.withMessage("Alias 'x' stands for nothing; name at least one provider in it");
	}

	@Test
	void candidateWithoutAModelIsAskedForTheFirstOfItsProvider() {
		assertThat(this.table.model(RouteCandidate.of("alpha"))).isEqualTo("a-1");
		assertThat(this.table.model(RouteCandidate.of("alpha/a-2"))).isEqualTo("a-2");
		assertThat(this.table.model(RouteCandidate.of("silent"))).isNull();
	}

}
