package io.llmrouter.metrics;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the key values of {@link CallObservationContext}, which handlers, filters and
 * conventions of the user's change as they would those of any other context.
 */
class CallObservationContextTests {

	private final CallObservationContext context = new ChatCallObservationContext(
			Calls.started("openai", "gpt-5-mini", true));

	@Test
	void keyValuesAreInTheOrderOfTheirKeys() {
		this.context.addLowCardinalityKeyValue(KeyValue.of("provider", "openai"));
		this.context.addLowCardinalityKeyValues(KeyValues.of("model", "gpt-5-mini", "stream", "true"));
		assertThat(this.context.getLowCardinalityKeyValues()).extracting(KeyValue::getKey)
			.containsExactly("model", "provider", "stream");
	}

	@Test
	void laterValueOfAKeyCounts() {
		this.context.addLowCardinalityKeyValue(KeyValue.of("model", "gpt-5"));
		this.context.addLowCardinalityKeyValue(KeyValue.of("model", "gpt-5-mini"));
		assertThat(this.context.getLowCardinalityKeyValues()).containsExactly(KeyValue.of("model", "gpt-5-mini"));
		assertThat(this.context.getLowCardinalityKeyValue("model")).isEqualTo(KeyValue.of("model", "gpt-5-mini"));
	}

	@Test
	void removedKeyIsGone() {
		this.context.addLowCardinalityKeyValues(KeyValues.of("model", "gpt-5-mini", "stream", "true"));
		this.context.removeLowCardinalityKeyValue("model");
		assertThat(this.context.getLowCardinalityKeyValue("model")).isNull();
		this.context.addLowCardinalityKeyValues(KeyValues.of("model", "gpt-5-mini"));
		this.context.removeLowCardinalityKeyValues("model", "stream");
		assertThat(this.context.getLowCardinalityKeyValues()).isEmpty();
	}

	@Test
	void keyValuesOfBothKindsAreAllKeyValues() {
		this.context.addLowCardinalityKeyValue(KeyValue.of("model", "gpt-5-mini"));
		this.context.addHighCardinalityKeyValue(KeyValue.of("response_id", "resp-1"));
		assertThat(this.context.getAllKeyValues()).extracting(KeyValue::getKey)
			.containsExactlyInAnyOrder("model", "response_id");
	}

}
