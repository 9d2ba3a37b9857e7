package io.llmrouter.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.metrics.ChatCallObservationDocumentation.HighCardinalityKeyNames;
import io.llmrouter.metrics.ChatCallObservationDocumentation.LowCardinalityKeyNames;
import io.llmrouter.provider.ErrorType;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import org.jspecify.annotations.Nullable;

/**
 * Default {@link ChatCallObservationConvention}. Made for extension: each key value has a
 * method of its own.
 *
 * @since 0.1.0
 */
public class DefaultChatCallObservationConvention implements ChatCallObservationConvention {

	private static final KeyValue STREAM_TRUE = KeyValue.of(LowCardinalityKeyNames.STREAM, "true");

	private static final KeyValue STREAM_FALSE = KeyValue.of(LowCardinalityKeyNames.STREAM, "false");

	private static final KeyValue ERROR_TYPE_NONE = KeyValue.of(LowCardinalityKeyNames.ERROR_TYPE, MeterNames.NONE);

	private static final Map<ErrorType, KeyValue> ERROR_TYPES = prebuilt(ErrorType.class,
			LowCardinalityKeyNames.ERROR_TYPE, ErrorType::code);

	private static final Map<Outcome, KeyValue> OUTCOMES = prebuilt(Outcome.class, LowCardinalityKeyNames.OUTCOME,
			Outcome::code);

	private static final Map<FinishReason, KeyValue> FINISH_REASONS = prebuilt(FinishReason.class,
			HighCardinalityKeyNames.FINISH_REASON, (reason) -> reason.name().toLowerCase(Locale.ROOT));

	private static final Map<CallOperation, KeyValue> OPERATIONS = prebuilt(CallOperation.class,
			HighCardinalityKeyNames.OPERATION, CallOperation::code);

	private static final KeyValue FIRST_ATTEMPT = KeyValue.of(HighCardinalityKeyNames.ATTEMPT, "1");

	private final boolean spanDetails;

	/**
	 * Create a convention that gives all key values.
	 */
	public DefaultChatCallObservationConvention() {
		this(true);
	}

	/**
	 * Create a convention.
	 * @param spanDetails whether to give the high-cardinality key values, which are for
	 * trace spans only and cost some 800 bytes a call
	 */
	public DefaultChatCallObservationConvention(boolean spanDetails) {
		this.spanDetails = spanDetails;
	}

	@Override
	public String getName() {
		return MeterNames.ATTEMPT;
	}

	@Override
	public String getContextualName(ChatCallObservationContext context) {
		return CallOperation.CHAT.code() + " " + context.getStart().model();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ChatCallObservationContext context) {
		StartedCall start = context.getStart();
		ChatCall call = context.getCall();
		// Both in the order of the keys, which spares a sort in each call.
		if (call == null) {
			return withTags(start, KeyValues.of(model(start), provider(start), stream(start)));
		}
		return withTags(start,
				KeyValues.of(errorType(call), model(start), outcome(call), provider(start), stream(start)));
	}

	static KeyValues withTags(StartedCall start, KeyValues known) {
		return start.tags().isEmpty() ? known
				: known.and(start.tags().entrySet(), Map.Entry::getKey, Map.Entry::getValue);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ChatCallObservationContext context) {
		return spanKeyValues(context);
	}

	final KeyValues spanKeyValues(CallObservationContext context) {
		ChatCall call = context.getCall();
		if (call == null || !this.spanDetails) {
			return KeyValues.empty();
		}
		List<KeyValue> known = new ArrayList<>(HighCardinalityKeyNames.values().length);
		if (call.operation() == CallOperation.CHAT) {
			known.add(attempt(call));
		}
		addIfKnown(known, finishReason(call));
		known.add(operation(call));
		addIfKnown(known, inputTokens(call));
		addIfKnown(known, outputTokens(call));
		addIfKnown(known, responseId(call));
		addIfKnown(known, responseModel(call));
		addIfKnown(known, route(call));
		return KeyValues.of(known);
	}

	protected KeyValue provider(StartedCall start) {
		return KeyValue.of(LowCardinalityKeyNames.PROVIDER, start.provider());
	}

	protected KeyValue model(StartedCall start) {
		return KeyValue.of(LowCardinalityKeyNames.MODEL, start.model());
	}

	protected KeyValue stream(StartedCall start) {
		return start.stream() ? STREAM_TRUE : STREAM_FALSE;
	}

	protected KeyValue outcome(ChatCall call) {
		return Objects.requireNonNull(OUTCOMES.get(call.outcome()));
	}

	protected KeyValue errorType(ChatCall call) {
		ErrorType type = call.errorType();
		return (type != null) ? Objects.requireNonNull(ERROR_TYPES.get(type)) : ERROR_TYPE_NONE;
	}

	protected KeyValue attempt(ChatCall call) {
		int attempt = call.start().attempt();
		return (attempt == 1) ? FIRST_ATTEMPT : KeyValue.of(HighCardinalityKeyNames.ATTEMPT, Integer.toString(attempt));
	}

	protected KeyValue operation(ChatCall call) {
		return Objects.requireNonNull(OPERATIONS.get(call.operation()));
	}

	protected @Nullable KeyValue finishReason(ChatCall call) {
		FinishReason reason = call.finishReason();
		return (reason != null) ? FINISH_REASONS.get(reason) : null;
	}

	protected @Nullable KeyValue inputTokens(ChatCall call) {
		TokenUsage usage = reportedUsage(call);
		return known(HighCardinalityKeyNames.INPUT_TOKENS, (usage != null) ? usage.inputTokens() : null);
	}

	protected @Nullable KeyValue outputTokens(ChatCall call) {
		TokenUsage usage = reportedUsage(call);
		return known(HighCardinalityKeyNames.OUTPUT_TOKENS, (usage != null) ? usage.outputTokens() : null);
	}

	protected @Nullable KeyValue responseId(ChatCall call) {
		return known(HighCardinalityKeyNames.RESPONSE_ID, call.responseId());
	}

	protected @Nullable KeyValue responseModel(ChatCall call) {
		return known(HighCardinalityKeyNames.RESPONSE_MODEL, call.responseModel());
	}

	protected @Nullable KeyValue route(ChatCall call) {
		return known(HighCardinalityKeyNames.ROUTE, call.start().route());
	}

	private static @Nullable TokenUsage reportedUsage(ChatCall call) {
		TokenUsage usage = call.usage();
		return (usage != null && !usage.estimated()) ? usage : null;
	}

	private static @Nullable KeyValue known(KeyName key, @Nullable Object value) {
		return (value != null) ? KeyValue.of(key, value.toString()) : null;
	}

	private static void addIfKnown(List<KeyValue> known, @Nullable KeyValue value) {
		if (value != null) {
			known.add(value);
		}
	}

	private static <E extends Enum<E>> Map<E, KeyValue> prebuilt(Class<E> type, KeyName key, Function<E, String> code) {
		Map<E, KeyValue> values = new EnumMap<>(type);
		for (E constant : type.getEnumConstants()) {
			values.put(constant, KeyValue.of(key, code.apply(constant)));
		}
		return values;
	}

}
