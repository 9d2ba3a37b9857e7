package io.llmrouter.metrics;

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

	/** Tag value where there is nothing to tell. */
	public static final String NONE = "none";

	/** Tag value of everything beyond the bound of a tag. */
	public static final String OTHER = "other";

	private MeterNames() {
	}

}
