package io.llmrouter.stats;

import java.time.Duration;
import java.time.Instant;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Call as a test describes it.
 */
record TestCall(StartedCall start, Duration duration, @Nullable Duration timeToFirstToken,
		@Nullable Duration contentDuration, @Nullable TokenUsage usage) {

	static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	static TestCall of(String provider, String model) {
		return new TestCall(new StartedCall(provider, model, model, false, null, 1, START), Duration.ofMillis(100),
				null, null, null);
	}

	TestCall startedAt(Instant instant) {
		return new TestCall(
				new StartedCall(this.start.provider(), this.start.model(), this.start.requestedModel(),
						this.start.stream(), null, 1, instant),
				this.duration, this.timeToFirstToken, this.contentDuration, this.usage);
	}

	TestCall lasting(long millis) {
		return lasting(Duration.ofMillis(millis));
	}

	TestCall lasting(Duration time) {
		return new TestCall(this.start, time, this.timeToFirstToken, this.contentDuration, this.usage);
	}

	TestCall streaming(long firstTokenMillis, long contentMillis) {
		StartedCall stream = new StartedCall(this.start.provider(), this.start.model(), this.start.requestedModel(),
				true, null, 1, this.start.startedAt());
		return new TestCall(stream, this.duration, Duration.ofMillis(firstTokenMillis),
				Duration.ofMillis(contentMillis), this.usage);
	}

	TestCall using(long inputTokens, long outputTokens) {
		return using(TokenUsage.of(inputTokens, outputTokens));
	}

	TestCall using(TokenUsage tokens) {
		return new TestCall(this.start, this.duration, this.timeToFirstToken, this.contentDuration, tokens);
	}

	ChatCall succeeded() {
		return end(Outcome.SUCCESS, null);
	}

	ChatCall failed(@Nullable ErrorType type) {
		return end(Outcome.ERROR, type);
	}

	ChatCall cancelled() {
		return end(Outcome.CANCELLED, null);
	}

	private ChatCall end(Outcome outcome, @Nullable ErrorType type) {
		return new ChatCall(this.start, this.duration, this.timeToFirstToken, this.contentDuration, 0, outcome, type,
				null, null, null, null, this.usage);
	}

}
