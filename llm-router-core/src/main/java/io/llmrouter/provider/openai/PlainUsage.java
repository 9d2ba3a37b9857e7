package io.llmrouter.provider.openai;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reader of a {@code usage} object in its common form, without a tree. What has another
 * form is left to {@link OpenAiUsage#read}, to which this must give the same result. Used
 * once.
 */
final class PlainUsage {

	private final JsonParser parser;

	private final UsageFields fields = new UsageFields();

	private int seen;

	private boolean strange;

	private PlainUsage(JsonParser parser) {
		this.parser = parser;
	}

	/**
	 * Read a usage object.
	 * @param parser stands at its beginning, and then at its end
	 * @return its fields, or {@code null} where it has another form
	 * @throws tools.jackson.core.JacksonException where a count is no {@code long}
	 */
	static @Nullable UsageFields read(JsonParser parser) {
		PlainUsage usage = new PlainUsage(parser);
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			usage.readField(name);
			if (usage.strange) {
				return null;
			}
		}
		return usage.fields;
	}

	private void readField(String name) {
		switch (name) {
			case "prompt_tokens" -> {
				this.fields.input = count(1);
			}
			case "completion_tokens" -> {
				this.fields.completion = count(1 << 1);
			}
			case "total_tokens" -> {
				this.fields.total = count(1 << 2);
			}
			case "prompt_cache_hit_tokens" -> {
				this.fields.cacheHits = count(1 << 3);
			}
			case "prompt_tokens_details", "completion_tokens_details" -> readDetails(name);
			case "cost" -> {
				this.fields.costUsd = amount();
			}
			// Together with an object of costs these mean more than they say alone.
			case "is_byok" -> only(JsonToken.VALUE_FALSE);
			case "cost_in_usd_ticks" -> only(JsonToken.VALUE_NULL);
			default -> skip();
		}
	}

	private void readDetails(String object) {
		boolean input = object.startsWith("prompt");
		once(input ? 1 << 4 : 1 << 5);
		JsonToken token = this.parser.nextToken();
		if (token != JsonToken.START_OBJECT) {
			this.strange |= token != JsonToken.VALUE_NULL;
			return;
		}
		for (String name = this.parser.nextName(); name != null && !this.strange; name = this.parser.nextName()) {
			if (input) {
				readInputDetail(name);
			}
			else if ("reasoning_tokens".equals(name)) {
				this.fields.reasoning = count(1 << 6);
			}
			else {
				skip();
			}
		}
	}

	private void readInputDetail(String name) {
		switch (name) {
			case "cached_tokens" -> {
				this.fields.cached = count(1 << 7);
			}
			case "cache_write_tokens" -> {
				this.fields.cacheWrites = count(1 << 8);
			}
			case "cache_creation_input_tokens" -> {
				this.fields.cacheCreation = count(1 << 9);
			}
			default -> skip();
		}
	}

	private @Nullable Long count(int field) {
		once(field);
		JsonToken token = this.parser.nextToken();
		if (token == JsonToken.VALUE_NUMBER_INT) {
			long count = this.parser.getLongValue();
			return (count >= 0) ? Long.valueOf(count) : null;
		}
		this.strange |= token != JsonToken.VALUE_NULL;
		return null;
	}

	private @Nullable BigDecimal amount() {
		once(1 << 10);
		JsonToken token = this.parser.nextToken();
		if (token == JsonToken.VALUE_NUMBER_FLOAT) {
			double amount = this.parser.getDoubleValue();
			return (amount >= 0 && Double.isFinite(amount)) ? BigDecimal.valueOf(amount) : null;
		}
		if (token == JsonToken.VALUE_NUMBER_INT) {
			long amount = this.parser.getLongValue();
			return (amount >= 0) ? BigDecimal.valueOf(amount) : null;
		}
		this.strange |= token != JsonToken.VALUE_NULL;
		return null;
	}

	private void only(JsonToken expected) {
		this.strange |= this.parser.nextToken() != expected;
	}

	// The last of two fields of one name would count.
	private void once(int field) {
		this.strange |= (this.seen & field) != 0;
		this.seen |= field;
	}

	private void skip() {
		this.parser.nextToken();
		this.parser.skipChildren();
	}

}
