package io.llmrouter.autoconfigure.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.llmrouter.autoconfigure.InvalidLlmRouterConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Options that only some types know.
 */
class ProviderOptionsTests extends ProviderFixture {

	private static final Map<String, String> OWNERS = Map.of("keep-alive=10m", "ollama", "num-ctx=8192", "ollama",
			"default-max-output-tokens=1000", "anthropic");

	@Test
	void ollamaIsToldHowLongToKeepTheModelAndHowMuchToRead() {
		assertThat(sent("ollama", "options.keep-alive=10m", "options.num-ctx=8192"))
			.contains("\"keep_alive\":\"600000ms\"", "\"num_ctx\":8192");
		assertThat(sent("ollama")).doesNotContain("keep_alive", "num_ctx");
	}

	@Test
	void anthropicIsToldHowMuchToWriteWhereTheRequestIsSilent() {
		assertThat(sent("anthropic", "options.default-max-output-tokens=1000")).contains("\"max_tokens\":1000");
		assertThat(sent("anthropic")).contains("\"max_tokens\":4096");
	}

	private String sent(String type, String... settings) {
		this.upstream.answerWhole(WireSample.of(type).answer("Hi"));
		with(type, (provider) -> assertThat(text(provider)).isEqualTo("Hi"), settings);
		return this.upstream.requests().get(this.upstream.requests().size() - 1).body();
	}

	static Stream<Arguments> strangers() {
		List<Arguments> strangers = new ArrayList<>();
		OWNERS.forEach((option, owner) -> types().stream()
			.filter((type) -> !type.equals(owner))
			.forEach((type) -> strangers.add(Arguments.of(type, option, owner))));
		return strangers.stream();
	}

	@ParameterizedTest
	@MethodSource("strangers")
	void optionOfAnotherTypeStopsTheStart(String type, String option, String owner) {
		runner(type, "options." + option).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(InvalidLlmRouterConfigurationException.class, (failure) -> {
				String key = "llm.router.providers.p.options." + option.substring(0, option.indexOf('='));
				assertThat(failure)
					.hasMessage("Property '" + key + "' is set, but type '" + type + "' does not know it");
				assertThat(failure.action()).contains("'" + owner + "'");
			}));
	}

}
