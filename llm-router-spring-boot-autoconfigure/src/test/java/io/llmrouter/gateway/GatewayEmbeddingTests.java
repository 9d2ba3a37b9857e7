package io.llmrouter.gateway;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import io.llmrouter.embedding.EmbeddingRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What embeddings promise over HTTP. Bodies are written with single quotes.
 */
class GatewayEmbeddingTests extends GatewayFixture {

	private HttpResponse<String> embed(String fields) {
		return send(post("/v1/embeddings", ("{" + fields + "}").replace('\'', '"')));
	}

	@Test
	void textsBecomeVectors() {
		HttpResponse<String> response = embed("'model':'swift/swift-embed','input':['a','b'],'dimensions':2");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(this.json.readTree(response.body())).isEqualTo(this.json.readTree("""
				{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1.0]},
				{"object":"embedding","index":1,"embedding":[0.5,-1.0]}],"model":"swift-embed",
				"usage":{"prompt_tokens":7,"total_tokens":7}}"""));
		assertThat(response.headers().firstValue(RouterHeaders.PROVIDER)).hasValue("swift");
		assertThat(response.headers().firstValue(RouterHeaders.ATTEMPTS)).hasValue("1");
		assertThat(response.headers().firstValue(RouterHeaders.OVERHEAD)).isPresent();
		assertThat(this.vectors.requests)
			.containsExactly(new EmbeddingRequest("swift-embed", List.of("a", "b"), 2, Map.of()));
	}

	@Test
	void vectorsMayBeBase64() {
		HttpResponse<String> response = embed("'model':'steady-embed','input':'a','encoding_format':'base64'");
		assertThat(this.json.readTree(response.body()).at("/data/0/embedding").asString()).isEqualTo("AAAAPwAAgL8=");
		assertThat(this.plain.requests).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "[1,2,3] | 1", "[[1,2],[3]] | 2" })
	void tokensGoToTheWireThatTakesThem(String input, int count) {
		assertThat(embed("'model':'swift-embed','input':" + input).statusCode()).isEqualTo(200);
		EmbeddingRequest request = this.vectors.requests.get(0);
		assertThat(request.inputs()).hasSize(count);
		assertThat(this.json.writeValueAsString(request.extra().get("input"))).isEqualTo(input);
		HttpResponse<String> refused = embed("'model':'steady-embed','input':" + input);
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(error(refused).path("param").asString()).isEqualTo("input");
		assertThat(this.plain.requests).isEmpty();
	}

	@Test
	void unknownFieldsGoToTheWireThatTakesThem() {
		embed("'model':'swift-embed','input':'a','user':'u1'");
		assertThat(this.vectors.requests.get(0).extra()).isEqualTo(Map.of("user", "u1"));
		HttpResponse<String> refused = embed("'model':'steady-embed','input':'a','user':'u1'");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(error(refused).path("message").asString()).contains("'user'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "fast", "swift-1", "swift/steady-embed", "none" })
	void modelMustEmbed(String model) {
		HttpResponse<String> response = embed("'model':'" + model + "','input':'a'");
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(error(response).path("code").asString()).isEqualTo("model_not_found");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "'input':'a'                              | model",
			"'model':'swift-embed'                    | input", "'model':'swift-embed','input':[]         | input",
			"'model':'swift-embed','input':[1,'a']    | input", "'model':'swift-embed','input':[[]]       | input",
			"'model':'swift-embed','input':{}         | input",
			"'model':'swift-embed','input':'a','dimensions':0 | dimensions",
			"'model':'swift-embed','input':'a','encoding_format':'hex' | encoding_format" })
	void whatIsWrongIsNamed(String fields, String param) {
		HttpResponse<String> response = embed(fields);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(error(response).path("param").asString()).isEqualTo(param);
	}

}
