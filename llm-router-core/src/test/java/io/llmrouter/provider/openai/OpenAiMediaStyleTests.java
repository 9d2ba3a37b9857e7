package io.llmrouter.provider.openai;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.http.CallSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the ways in which the dialects write documents and sounds.
 */
class OpenAiMediaStyleTests {

	private final JsonMapper json = JsonMapper.shared();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			OPENAI     | file | {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AQ=="}
			OPENROUTER | file | {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AQ=="}
			MISTRAL    | document_url | "data:application/pdf;base64,AQ=="
			""")
	void documentIsWrittenInTheWayOfTheDialect(OpenAiPreset preset, String type, String content) {
		MediaSource source = new MediaSource.Bytes("application/pdf", new byte[] { 1 });
		JsonNode part = part(preset, new ContentPart.Document(source, "a.pdf"));
		assertThat(part.path("type").stringValue()).isEqualTo(type);
		assertThat(part.path(type)).isEqualTo(this.json.readTree(content));
	}

	@ParameterizedTest
	@CsvSource({ "OPENROUTER, /file/file_data", "MISTRAL, /document_url" })
	void documentByUrlIsWrittenWhereTheDialectHasIt(OpenAiPreset preset, String pointer) {
		MediaSource source = new MediaSource.Url(URI.create("https://example.org/a.pdf"));
		JsonNode part = part(preset, new ContentPart.Document(source, null));
		assertThat(part.at(pointer).stringValue()).isEqualTo("https://example.org/a.pdf");
	}

	@Test
	void mistralIsToldTheNameOfADocument() {
		MediaSource source = new MediaSource.Url(URI.create("https://example.org/a.pdf"));
		JsonNode part = part(OpenAiPreset.MISTRAL, new ContentPart.Document(source, "b.pdf"));
		assertThat(part.path("document_name").stringValue()).isEqualTo("b.pdf");
	}

	@Test
	void mistralTakesSoundsAsTheirBytesAlone() {
		MediaSource bytes = new MediaSource.Bytes("audio/wav", new byte[] { 1 });
		assertThat(part(OpenAiPreset.MISTRAL, new ContentPart.Audio(bytes)))
			.hasToString("{\"type\":\"input_audio\",\"input_audio\":\"AQ==\"}");
	}

	@Test
	void dashScopeTakesSoundsByUrlAndAsDataUrl() {
		MediaSource url = new MediaSource.Url(URI.create("https://example.org/a.wav"));
		MediaSource bytes = new MediaSource.Bytes("audio/wav", new byte[] { 1 });
		assertThat(part(OpenAiPreset.DASHSCOPE, new ContentPart.Audio(url)).path("input_audio"))
			.hasToString("{\"data\":\"https://example.org/a.wav\"}");
		assertThat(part(OpenAiPreset.DASHSCOPE, new ContentPart.Audio(bytes)).path("input_audio"))
			.hasToString("{\"data\":\"data:;base64,AQ==\",\"format\":\"wav\"}");
		assertThat(part(OpenAiPreset.OPENAI, new ContentPart.Audio(bytes)).path("input_audio"))
			.hasToString("{\"data\":\"AQ==\",\"format\":\"wav\"}");
	}

	@Test
	void capabilitiesBeyondTheStyleAreRefusedAllTheSame() {
		Set<Capability> more = new HashSet<>(OpenAiPreset.OPENAI.quirks().capabilities());
		more.add(Capability.DOCUMENT_URL);
		OpenAiRequestMapper mapper = new OpenAiRequestMapper(this.json, OpenAiQuirks.openAi().withCapabilities(more));
		MediaSource source = new MediaSource.Url(URI.create("https://example.org/a.pdf"));
		ChatRequest request = ChatRequest.builder()
			.message(Message.user(new ContentPart.Document(source, null)))
			.build();
		assertThatExceptionOfType(ProviderException.class)
			.isThrownBy(() -> mapper.map(new CallSite("a", "m", "localhost"), request))
			.withMessageContaining("a document by URL");
	}

	@Test
	void capabilitiesTheProtocolHasNoWordsForAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> OpenAiQuirks.openAi().withCapabilities(Set.of(Capability.TOP_K)))
			.withMessageContaining("TOP_K");
	}

	private JsonNode part(OpenAiPreset preset, ContentPart part) {
		ChatRequest request = ChatRequest.builder().message(Message.user(part)).build();
		byte[] body = new OpenAiRequestMapper(this.json, preset.quirks()).map(new CallSite("a", "m", "localhost"),
				request);
		return this.json.readTree(body).at("/messages/0/content/0");
	}

}
