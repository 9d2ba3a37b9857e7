package io.llmrouter.metrics.opentelemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.llmrouter.call.CallOperation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.metrics.CallObservationContext;
import io.llmrouter.metrics.MeterNames.OpenTelemetry;
import io.llmrouter.provider.ErrorType;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.ObservationConvention;
import org.jspecify.annotations.Nullable;

/**
 * Observation of calls under OpenTelemetry's names. A call that was cancelled has the
 * {@code error.type} {@code cancelled}, since the conventions know no other outcome; a
 * success has none. What a response says of itself stands in spans only.
 *
 * @param <C> the type of the context
 * @since 0.1.0
 */
public abstract class OpenTelemetryConvention<C extends CallObservationContext> implements ObservationConvention<C> {

	private final OpenTelemetryNaming naming;

	private final CallOperation operation;

	private final boolean spanDetails;

	OpenTelemetryConvention(OpenTelemetryNaming naming, CallOperation operation, boolean spanDetails) {
		this.naming = naming;
		this.operation = operation;
		this.spanDetails = spanDetails;
	}

	@Override
	public String getName() {
		return this.naming.duration(this.operation);
	}

	@Override
	public String getContextualName(C context) {
		return this.operation.code() + " " + context.getStart().model();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(C context) {
		StartedCall start = context.getStart();
		KeyValues known = KeyValues
			.of(KeyValue.of(OpenTelemetry.OPERATION_NAME, this.operation.code()),
					KeyValue.of(OpenTelemetry.PROVIDER_NAME, this.naming.provider(start)),
					KeyValue.of(OpenTelemetry.REQUEST_MODEL, start.model()),
					KeyValue.of(OpenTelemetry.CONFIGURED_PROVIDER, start.provider()))
			.and(start.tags().entrySet(), Map.Entry::getKey, Map.Entry::getValue);
		String error = errorType(context.getCall());
		return (error != null) ? known.and(OpenTelemetry.ERROR_TYPE, error) : known;
	}

	private static @Nullable String errorType(@Nullable ChatCall call) {
		if (call == null || call.outcome() == Outcome.SUCCESS) {
			return null;
		}
		ErrorType type = (call.errorType() != null) ? call.errorType()
				: (call.outcome() == Outcome.CANCELLED) ? ErrorType.CANCELLED : ErrorType.OTHER;
		return type.code();
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(C context) {
		ChatCall call = context.getCall();
		if (call == null || !this.spanDetails) {
			return KeyValues.empty();
		}
		List<KeyValue> known = new ArrayList<>();
		add(known, "gen_ai.request.stream", call.stream() ? true : null);
		add(known, "gen_ai.response.finish_reasons",
				(call.finishReason() != null) ? call.finishReason().name().toLowerCase(Locale.ROOT) : null);
		add(known, "gen_ai.response.id", call.responseId());
		add(known, "gen_ai.response.model", call.responseModel());
		add(known, "gen_ai.response.time_to_first_chunk",
				(call.timeToFirstToken() != null) ? call.timeToFirstToken().toNanos() / 1e9 : null);
		addUsage(known, call.usage());
		if (this.operation == CallOperation.CHAT) {
			add(known, "llm.router.attempt", call.start().attempt());
		}
		add(known, "llm.router.route", call.start().route());
		return KeyValues.of(known);
	}

	private void addUsage(List<KeyValue> known, @Nullable TokenUsage usage) {
		if (usage == null || usage.estimated()) {
			return;
		}
		add(known, "gen_ai.usage.input_tokens", usage.inputTokens());
		add(known, "gen_ai.usage.output_tokens", usage.outputTokens());
		add(known, "gen_ai.usage.cache_read.input_tokens", usage.cacheReadTokens());
		add(known, this.naming.isLatest() ? "gen_ai.usage.cache_write.input_tokens"
				: "gen_ai.usage.cache_creation.input_tokens", usage.cacheWriteTokens());
		add(known, "gen_ai.usage.reasoning.output_tokens", usage.reasoningTokens());
	}

	private static void add(List<KeyValue> known, String key, @Nullable Object value) {
		if (value != null) {
			known.add(KeyValue.of(key, value.toString()));
		}
	}

}
