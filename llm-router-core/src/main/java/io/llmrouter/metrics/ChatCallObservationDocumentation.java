package io.llmrouter.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Documented observations of provider calls.
 *
 * @since 0.1.0
 */
public enum ChatCallObservationDocumentation implements ObservationDocumentation {

	/**
	 * One call of one provider, from subscription to its last signal.
	 */
	CHAT_CALL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultChatCallObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeyNames.values();
		}

	},

	/**
	 * One call for embeddings, from subscription to its last signal.
	 */
	EMBEDDING_CALL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return EmbeddingCallObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { LowCardinalityKeyNames.PROVIDER, LowCardinalityKeyNames.MODEL,
					LowCardinalityKeyNames.OUTCOME, LowCardinalityKeyNames.ERROR_TYPE };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { HighCardinalityKeyNames.OPERATION, HighCardinalityKeyNames.INPUT_TOKENS,
					HighCardinalityKeyNames.RESPONSE_ID, HighCardinalityKeyNames.RESPONSE_MODEL };
		}

	};

	/**
	 * Keys of bounded values, which become tags of the timer.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/** The configured name of the provider. Known from the start. */
		PROVIDER(MeterNames.PROVIDER),

		/**
		 * The requested model where it is a configured one, else {@code default} or
		 * {@code other}. Known from the start.
		 */
		MODEL(MeterNames.MODEL),

		/** Whether the answer is streamed. Known from the start. */
		STREAM(MeterNames.STREAM),

		/** {@code success}, {@code error} or {@code cancelled}. Known at the end. */
		OUTCOME(MeterNames.OUTCOME),

		/** Why the call failed, {@code none} where it did not. Known at the end. */
		ERROR_TYPE(MeterNames.ERROR_TYPE);

		private final String key;

		LowCardinalityKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys of unbounded values, for the trace span only. All come at the end, and only
	 * where they are known.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/** Which attempt of the logical call this is, from 1. */
		ATTEMPT("attempt"),

		/** Why the model stopped, in lower case. */
		FINISH_REASON("finish_reason"),

		/**
		 * What the provider was called for, {@code chat} or {@code embeddings}. The key
		 * is OpenTelemetry's, by which trace backends know such a span.
		 */
		OPERATION("gen_ai.operation.name"),

		/** All tokens of the prompt, cached ones included. */
		INPUT_TOKENS("input_tokens"),

		/** All generated tokens, reasoning included. */
		OUTPUT_TOKENS("output_tokens"),

		/** The provider's id of the answer or of the failed request. */
		RESPONSE_ID("response_id"),

		/** The model as the provider named it. */
		RESPONSE_MODEL("response_model"),

		/** The route that made the call. */
		ROUTE(MeterNames.ROUTE);

		private final String key;

		HighCardinalityKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

		@Override
		public boolean isRequired() {
			return this == ATTEMPT || this == OPERATION;
		}

	}

}
