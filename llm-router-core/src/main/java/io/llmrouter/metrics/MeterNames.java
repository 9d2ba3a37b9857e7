package io.llmrouter.metrics;

import java.util.Set;

/**
 * Names and tag keys of all meters of this package, in one place.
 *
 * @since 0.1.0
 */
public final class MeterNames {

	/** Timer and observation: one call of one provider. */
	public static final String ATTEMPT = "llm.router.attempt";

	/** Long task timer that the observation brings: the provider calls in flight. */
	public static final String ATTEMPT_ACTIVE = ATTEMPT + ".active";

	/** Timer and observation: one call for embeddings. */
	public static final String EMBEDDINGS = "llm.router.embeddings";

	/** Long task timer that the observation brings: the embedding calls in flight. */
	public static final String EMBEDDINGS_ACTIVE = EMBEDDINGS + ".active";

	/** Timer: from subscription to the first content of a stream. */
	public static final String TIME_TO_FIRST_TOKEN = "llm.router.time.to.first.token";

	/** Timer: the time per output token after the first. */
	public static final String TIME_PER_OUTPUT_TOKEN = "llm.router.time.per.output.token";

	/** Counter: tokens used. */
	public static final String TOKENS = "llm.router.tokens";

	/** Counter: parts of {@link #TOKENS} that providers price apart. */
	public static final String TOKENS_DETAIL = "llm.router.tokens.detail";

	/** Counter: tokens of calls that were cut short, as estimated. */
	public static final String TOKENS_ESTIMATED = "llm.router.tokens.estimated";

	/** Counter: what calls cost, in US dollars. */
	public static final String COST = "llm.router.cost";

	/** Counter: calls of which the cost is not known. */
	public static final String UNPRICED = "llm.router.unpriced";

	/** Timer: one logical call through the router. */
	public static final String REQUEST = "llm.router.request";

	/** Counter: attempts made because the same candidate had failed. */
	public static final String RETRIES = "llm.router.retries";

	/** Counter: attempts made because another candidate had failed. */
	public static final String FALLBACKS = "llm.router.fallbacks";

	/** Counter: attempts made beside one that was still running. */
	public static final String HEDGES = "llm.router.hedges";

	/** Timer: the time of a logical call that was the router's own. */
	public static final String OVERHEAD = "llm.router.overhead";

	/** Counter: logical calls that ended before any attempt. */
	public static final String REJECTED = "llm.router.rejected";

	/** Gauge: the state of the circuit of a candidate. */
	public static final String CIRCUIT_STATE = "llm.router.circuit.state";

	/** Counter: calls of which a label became {@link #OTHER}. */
	public static final String LABELS_LIMITED = "llm.router.labels.limited";

	/** Tag: the configured name of the provider. */
	public static final String PROVIDER = "provider";

	/** Tag: the model label. */
	public static final String MODEL = "model";

	/** Tag: whether the answer was streamed. */
	public static final String STREAM = "stream";

	/** Tag: how the call ended. */
	public static final String OUTCOME = "outcome";

	/** Tag: why the call failed, or {@link #NONE}. */
	public static final String ERROR_TYPE = "error_type";

	/** Tag: the configured name of the route. */
	public static final String ROUTE = "route";

	/** Tag: the type of the tokens counted. */
	public static final String TYPE = "type";

	/** Tag: whether the cost was of use. */
	public static final String KIND = "kind";

	/** Tag: the bound that a label was beyond. */
	public static final String LIMIT = "limit";

	/** Tag value where there is nothing to tell. */
	public static final String NONE = "none";

	/** Tag value of everything beyond the bound of a tag. */
	public static final String OTHER = "other";

	/** Beginning of the names of all meters of the router. */
	public static final String PREFIX = "llm.router.";

	/** Tags of meters, and those that registries and Boot add by themselves. */
	private static final Set<String> TAGS = Set.of(PROVIDER, MODEL, STREAM, OUTCOME, ERROR_TYPE, ROUTE, TYPE, KIND,
			LIMIT, "error", "le", "quantile", "statistic");

	private MeterNames() {
	}

	/**
	 * Return whether a tag of one's own may not have a key: because a meter has it
	 * already, with a dot or an underscore, or because no monitoring system would take
	 * it.
	 * @param key the key
	 * @return whether it may not be used
	 */
	public static boolean isReserved(String key) {
		String name = key.replace('.', '_');
		return !name.matches("[a-zA-Z][a-zA-Z0-9_]{0,99}") || TAGS.contains(name) || name.startsWith("gen_ai_")
				|| name.startsWith("llm_router_");
	}

	/**
	 * Names and tag keys of OpenTelemetry's conventions for generative AI: semantic
	 * conventions 1.41.1, the last that were published with a number, and where noted
	 * those of the repository semantic-conventions-genai as of November 2026.
	 */
	public static final class OpenTelemetry {

		/**
		 * Timer and observation: one call; in the newer generation of embeddings only.
		 */
		public static final String OPERATION_DURATION = "gen_ai.client.operation.duration";

		/** Timer and observation of the newer generation: one call of a chat model. */
		public static final String INFERENCE_DURATION = "gen_ai.client.inference.duration";

		/** Timer: the time to the first chunk of a stream. */
		public static final String OPERATION_FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk";

		/** Timer of the newer generation: the time to the first chunk of a stream. */
		public static final String INFERENCE_FIRST_CHUNK = "gen_ai.client.inference.time_to_first_chunk";

		/** Summary: the tokens of one call. */
		public static final String TOKEN_USAGE = "gen_ai.client.token.usage";

		/** Counter of the newer generation: input tokens. */
		public static final String INPUT_TOKENS = "gen_ai.client.inference.usage.input_tokens";

		/** Counter of the newer generation: output tokens. */
		public static final String OUTPUT_TOKENS = "gen_ai.client.inference.usage.output_tokens";

		/** Counter of the newer generation: input tokens read from a cache. */
		public static final String CACHE_READ_TOKENS = "gen_ai.client.inference.usage.cache_read.input_tokens";

		/** Counter of the newer generation: input tokens written to a cache. */
		public static final String CACHE_WRITE_TOKENS = "gen_ai.client.inference.usage.cache_write.input_tokens";

		/** Counter of the newer generation: output tokens spent on reasoning. */
		public static final String REASONING_TOKENS = "gen_ai.client.inference.usage.reasoning.output_tokens";

		/** Summary of the newer generation: the input tokens of one call. */
		public static final String CALL_INPUT_TOKENS = "gen_ai.client.inference.operation.input_tokens";

		/** Summary of the newer generation: the output tokens of one call. */
		public static final String CALL_OUTPUT_TOKENS = "gen_ai.client.inference.operation.output_tokens";

		/** Tag: what the provider was called for. */
		public static final String OPERATION_NAME = "gen_ai.operation.name";

		/** Tag: the kind of the provider, by OpenTelemetry's names. */
		public static final String PROVIDER_NAME = "gen_ai.provider.name";

		/** Tag: the model label. */
		public static final String REQUEST_MODEL = "gen_ai.request.model";

		/** Tag: why the call failed; absent where it did not. */
		public static final String ERROR_TYPE = "error.type";

		/** Tag: whether input or output tokens are counted. */
		public static final String TOKEN_TYPE = "gen_ai.token.type";

		/** Tag of the newer generation: what the tokens stand for. */
		public static final String TOKEN_MODALITY = "gen_ai.token.modality";

		/** Tag of our own: the configured name of the provider. */
		public static final String CONFIGURED_PROVIDER = "llm.router.provider";

		private OpenTelemetry() {
		}

	}

}
