package io.llmrouter.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.llmrouter.chat.TokenUsage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class EmbeddingValuesTests {

	@Test
	void requestOfOneTextIsOneLine() {
		assertThat(EmbeddingRequest.of("Hello"))
			.isEqualTo(new EmbeddingRequest(null, List.of("Hello"), null, Map.of()));
	}

	@Test
	void requestIsACopyOfWhatItWasGiven() {
		List<String> texts = new ArrayList<>(List.of("one"));
		EmbeddingRequest request = EmbeddingRequest.of(texts);
		texts.add("two");
		assertThat(request.inputs()).containsExactly("one");
	}

	@Test
	void copiesDifferInWhatTheySay() {
		EmbeddingRequest request = EmbeddingRequest.of("Hello").withModel("m").withDimensions(3);
		assertThat(request.withExtra(Map.of("user", "u")))
			.isEqualTo(new EmbeddingRequest("m", List.of("Hello"), 3, Map.of("user", "u")));
		assertThat(request.withModel("m")).isSameAs(request);
	}

	@Test
	void textFormsShowNeitherTextsNorNumbers() {
		EmbeddingRequest request = EmbeddingRequest.of("secret plan").withExtra(Map.of("title", "secret title"));
		assertThat(request).hasToString("EmbeddingRequest[model=null, inputs=1, dimensions=null, extra=[title]]");
		EmbeddingResponse response = new EmbeddingResponse("p", "r", "m", List.of(new float[] { 0.75F, 0.5F }), null);
		assertThat(response)
			.hasToString("EmbeddingResponse[provider=p, requestId=r, model=m, vectors=1, dimensions=2, usage=null]");
	}

	@Test
	void responsesWithTheSameNumbersAreEqual() {
		EmbeddingResponse one = EmbeddingResponse.of("p", List.of(new float[] { 1, 2 }));
		EmbeddingResponse same = EmbeddingResponse.of("p", List.of(new float[] { 1, 2 }));
		assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
		assertThat(one).isNotEqualTo(EmbeddingResponse.of("p", List.of(new float[] { 1, 3 })))
			.isNotEqualTo(EmbeddingResponse.of("q", List.of(new float[] { 1, 2 })))
			.isNotEqualTo(new EmbeddingResponse("p", null, null, one.vectors(), TokenUsage.of(1, 0)));
	}

	@Test
	void firstVectorIsAtHand() {
		assertThat(EmbeddingResponse.of("p", List.of(new float[] { 1 }, new float[] { 2 })).vector())
			.containsExactly(1);
		assertThatIllegalStateException().isThrownBy(() -> EmbeddingResponse.of("p", List.of()).vector())
			.withMessage("The response of provider 'p' has no vector");
	}

}
