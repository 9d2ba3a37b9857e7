package io.llmrouter.provider.openai;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatRequestBuilder;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.http.HttpAnswer;
import io.llmrouter.provider.http.Redaction;
import io.llmrouter.provider.http.RetryAfterParser;
import io.llmrouter.testing.Bodies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OpenAiPresetTests {

	private static final CallSite SITE = new CallSite("test", "m", "example.org");

	private static final ChatRequest REQUEST = ChatRequest.user("the secret plan of the company");

	private final JsonMapper json = JsonMapper.shared();

	@ParameterizedTest
	@MethodSource("errors")
	void everyRecordedErrorHasItsType(OpenAiPreset preset, String body, int status, String type) {
		String text = Bodies.read(preset.code() + "/errors/" + body);
		OpenAiErrors errors = new OpenAiErrors(preset.quirks(), this.json, new RetryAfterParser(InstantSource.system()),
				new Redaction(List.of("other-key")));
		ProviderException failure = (status == 200) ? errors.inBand(SITE, this.json.readTree(text), REQUEST) : errors
			.refused(SITE, new HttpAnswer(status, new HttpHeaders(), text.getBytes(StandardCharsets.UTF_8)), REQUEST);
		assertThat(failure.errorType().code()).isEqualTo(type);
		assertThat(failure.details().status()).isEqualTo(status);
	}

	private static Stream<Arguments> errors() {
		return Arrays.stream(OpenAiPreset.values())
			.filter((preset) -> preset != OpenAiPreset.OPENAI_COMPATIBLE)
			.flatMap((preset) -> Bodies.read(preset.code() + "/errors/table.csv")
				.lines()
				.map((line) -> line.split(","))
				.map((row) -> Arguments.of(preset, row[0], Integer.parseInt(row[1]), row[2])));
	}

	@ParameterizedTest
	@CsvSource({ "openai,https://api.openai.com/v1/chat/completions",
			"mistral,https://api.mistral.ai/v1/chat/completions", "deepseek,https://api.deepseek.com/chat/completions",
			"groq,https://api.groq.com/openai/v1/chat/completions",
			"openrouter,https://openrouter.ai/api/v1/chat/completions", "xai,https://api.x.ai/v1/chat/completions",
			"dashscope,https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions",
			"zhipu,https://open.bigmodel.cn/api/paas/v4/chat/completions" })
	void everyProviderHasItsAddress(String code, URI uri) {
		OpenAiPreset preset = OpenAiPreset.of(code);
		assertThat(preset.settings("a", null, "k", List.of()).uri("m")).isEqualTo(uri);
		assertThat(preset.isKeyRequired()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://r.openai.azure.com/openai/v1,https://r.openai.azure.com/openai/v1/chat/completions",
			"https://r.openai.azure.com?api-version=2024-10-21,https://r.openai.azure.com/openai/deployments/a%2Fb/chat/completions?api-version=2024-10-21",
			"https://r.openai.azure.com/openai/?api-version=2024-10-21,https://r.openai.azure.com/openai/deployments/a%2Fb/chat/completions?api-version=2024-10-21",
			"https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21,https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
			"https://r.openai.azure.com/openai/v1?api-version=preview,https://r.openai.azure.com/openai/v1/chat/completions?api-version=preview" })
	void azureHasBothStylesOfAddress(URI base, URI uri) {
		OpenAiSettings settings = OpenAiPreset.AZURE_OPENAI.settings("a", base, "k", List.of());
		assertThat(settings.uri("a/b")).isEqualTo(uri);
		assertThat(settings.quirks().keyHeader()).isEqualTo("api-key");
		assertThat(settings.quirks().keyPrefix()).isEmpty();
	}

	@Test
	void presetWithoutAddressNeedsOne() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> OpenAiPreset.AZURE_OPENAI.settings("a", null, "k", List.of()))
			.withMessageContaining("'azure-openai' has no base URL");
	}

	@ParameterizedTest
	@EnumSource(OpenAiPreset.class)
	void presetIsFoundByItsName(OpenAiPreset preset) {
		assertThat(OpenAiPreset.of(preset.code())).isSameAs(preset);
	}

	@Test
	void unknownNameHasNoPreset() {
		assertThat(OpenAiPreset.of("opnai")).isNull();
		assertThat(OpenAiPreset.of(null)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI,max_completion_tokens", "AZURE_OPENAI,max_completion_tokens", "MISTRAL,max_tokens",
			"DEEPSEEK,max_tokens", "OPENAI_COMPATIBLE,max_tokens" })
	void limitOfTheAnswerHasTheFieldOfTheDialect(OpenAiPreset preset, String field) {
		assertThat(map(preset, ChatRequest.builder().maxOutputTokens(5)).path(field).intValue()).isEqualTo(5);
	}

	@Test
	void mistralHasItsOwnSeedAndSendsUsageUnasked() {
		JsonNode body = map(OpenAiPreset.MISTRAL, ChatRequest.builder().seed(7L));
		assertThat(body.path("random_seed").intValue()).isEqualTo(7);
		assertThat(body.has("seed")).isFalse();
		assertThat(body.has("stream_options")).isFalse();
	}

	@Test
	void azureIsNotSentThePaddingField() {
		assertThat(map(OpenAiPreset.AZURE_OPENAI, ChatRequest.builder()).path("stream_options"))
			.hasToString("{\"include_usage\":true}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			DASHSCOPE|LOW|{"enable_thinking":true}
			DASHSCOPE|NONE|{"enable_thinking":false}
			ZHIPU|HIGH|{"thinking":{"type":"enabled"}}
			ZHIPU|NONE|{"thinking":{"type":"disabled"}}
			XAI|HIGH|{"reasoning_effort":"high"}
			""")
	void effortIsWrittenInTheWayOfTheDialect(OpenAiPreset preset, ReasoningEffort effort, String fields) {
		JsonNode body = map(preset, ChatRequest.builder().reasoningEffort(effort));
		this.json.readTree(fields)
			.properties()
			.forEach((field) -> assertThat(body.path(field.getKey())).isEqualTo(field.getValue()));
	}

	@ParameterizedTest
	@EnumSource(value = OpenAiPreset.class, names = { "DEEPSEEK", "ZHIPU" })
	void schemaIsRefusedWhereOnlyObjectsAreKnown(OpenAiPreset preset) {
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> map(preset, ChatRequest.builder().responseFormat(ResponseFormat.jsonSchema("a", "{}"))))
			.withMessageContaining("'JSON schema'; use the response format 'JSON object' instead")
			.satisfies((failure) -> assertThat(failure.errorType()).isEqualTo(ErrorType.UNSUPPORTED_FEATURE));
		assertThat(
				map(preset, ChatRequest.builder().responseFormat(ResponseFormat.jsonObject())).has("response_format"))
			.isTrue();
	}

	@Test
	void dashScopeTakesASchema() {
		JsonNode body = map(OpenAiPreset.DASHSCOPE,
				ChatRequest.builder().responseFormat(ResponseFormat.jsonSchema("a", "{}")));
		assertThat(body.path("response_format").path("type").stringValue()).isEqualTo("json_schema");
	}

	private JsonNode map(OpenAiPreset preset, ChatRequestBuilder request) {
		return this.json.readTree(
				new OpenAiRequestMapper(this.json, preset.quirks()).mapStream(SITE, request.user("Hi").build(), true));
	}

}
