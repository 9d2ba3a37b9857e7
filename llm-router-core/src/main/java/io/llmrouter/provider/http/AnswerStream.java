package io.llmrouter.provider.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.llmrouter.call.StreamGuard;
import io.llmrouter.call.StreamTimeouts;
import io.llmrouter.call.TimeSource;
import io.llmrouter.call.UsageEstimate;
import io.llmrouter.call.UsageSoFar;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;

/**
 * Rules by which a streamed answer ends, the same for every wire. Once the reason to
 * finish has come the answer is complete: what fails after it is ignored, and the rest
 * (usage, end mark, end of file) is awaited for two seconds. Before it, an end of the
 * stream is a cut: {@link ErrorType#CONNECTION} before content,
 * {@link ErrorType#STREAM_INTERRUPTED} after it. Up to three undecodable events are
 * skipped and counted. A failure carries the tokens used before it, see
 * {@link UsageEstimate}.
 * <p>
 * One instance per call.
 *
 * @since 0.1.0
 */
public final class AnswerStream {

	private static final int MAX_SKIPPED = 3;

	private static final Duration GRACE = Duration.ofSeconds(2);

	/** Time for the end of file after the end mark, which keeps the connection usable. */
	private static final Duration DRAIN = Duration.ofMillis(250);

	private final CallSite site;

	private final ChatRequest request;

	private final TimeSource time;

	private final Scheduler scheduler;

	private final Sinks.Empty<Void> finished = Sinks.empty();

	private final Sinks.Empty<Void> over = Sinks.empty();

	private final UsageEstimate estimate = new UsageEstimate();

	private volatile @Nullable StreamMapper<?> mapper;

	private volatile boolean answered;

	private volatile boolean contentDelivered;

	private volatile boolean finishDelivered;

	private int skipped;

	private long demand;

	private long quietSinceNanos;

	/**
	 * Create the stream of one call.
	 * @param site who is asked
	 * @param request what is asked
	 * @param time the source of time
	 * @param scheduler where timers run
	 */
	public AnswerStream(CallSite site, ChatRequest request, TimeSource time, Scheduler scheduler) {
		this.site = site;
		this.request = request;
		this.time = time;
		this.scheduler = scheduler;
	}

	/**
	 * Turn events into chunks.
	 * @param <E> the type of the wire's events
	 * @param events the events
	 * @param mapper the mapper of this call
	 * @return the chunks, up to the end of the answer
	 */
	public <E> Flux<ChatChunk> decode(Flux<E> events, StreamMapper<E> mapper) {
		this.mapper = mapper;
		return events.doOnRequest(this::requested)
			.map((event) -> chunks(event, mapper))
			.takeUntilOther(Mono.firstWithSignal(graceAfterFinish(), drainAfterEndMark()))
			.onErrorComplete((failure) -> this.answered)
			.concatWith(Mono.fromSupplier(() -> stamped(mapper.end())))
			.concatMapIterable((chunks) -> chunks, 1);
	}

	/**
	 * Cut a whole answer into the chunks of a stream, for a provider that answers with
	 * one document instead.
	 * @param response the answer
	 * @return the chunks
	 */
	public static Flux<ChatChunk> chunks(ChatResponse response) {
		List<ChatChunk> chunks = new ArrayList<>();
		chunks.add(new ChatChunk.Start(response.provider(), response.id(), response.model()));
		int calls = 0;
		for (ContentPart part : response.content()) {
			if (part instanceof ContentPart.Reasoning reasoning) {
				chunks.add(new ChatChunk.ReasoningDelta(reasoning.text(), reasoning.signature(), reasoning.redacted()));
			}
			else if (part instanceof ContentPart.Refusal refusal) {
				chunks.add(new ChatChunk.RefusalDelta(refusal.text()));
			}
			else if (part instanceof ToolCall call) {
				chunks.add(new ChatChunk.ToolCallDelta(calls++, call.id(), call.name(), call.arguments(),
						call.signature()));
			}
			else if (part instanceof ContentPart.Text text) {
				chunks.add(new ChatChunk.TextDelta(text.text()));
			}
		}
		if (response.usage() != null) {
			chunks.add(new ChatChunk.Usage(response.usage()));
		}
		chunks.add(new ChatChunk.Finish(response.finishReason(), response.rawFinishReason(), 0));
		return Flux.fromIterable(chunks);
	}

	/**
	 * Put limits on the time of the whole call and name its failures.
	 * @param answer the chunks, from the sending of the request on
	 * @param guard the guard
	 * @param timeouts the limits
	 * @return the answer, which fails with nothing but a {@link ProviderException}
	 */
	public Flux<ChatChunk> guard(Flux<ChatChunk> answer, StreamGuard guard, StreamTimeouts timeouts) {
		Flux<ChatChunk> guarded = guard.guard(answer, timeouts, (type) -> expired(type, timeouts))
			.doOnNext(this::delivered)
			.onErrorComplete((failure) -> this.finishDelivered)
			.onErrorMap(ProviderException.class, this::afterContent);
		return Flux.deferContextual((context) -> {
			tellUsageTo(context);
			return guarded;
		});
	}

	private void tellUsageTo(ContextView context) {
		UsageSoFar observer = UsageSoFar.from(context);
		if (observer != null) {
			observer.readFrom(this::usage);
		}
	}

	private @Nullable TokenUsage usage() {
		StreamMapper<?> current = this.mapper;
		return (current != null) ? current.usage() : null;
	}

	private <E> List<ChatChunk> chunks(E event, StreamMapper<E> mapper) {
		received();
		List<ChatChunk> chunks = mapper.map(event);
		if (chunks == null) {
			skip();
			return List.of();
		}
		if (hasFinish(chunks)) {
			this.answered = true;
			this.finished.tryEmitEmpty();
		}
		if (mapper.isOver()) {
			this.answered = true;
			this.over.tryEmitEmpty();
		}
		return stamped(chunks);
	}

	private static boolean hasFinish(List<ChatChunk> chunks) {
		for (ChatChunk chunk : chunks) {
			if (chunk instanceof ChatChunk.Finish) {
				return true;
			}
		}
		return false;
	}

	private void skip() {
		this.skipped++;
		if (this.skipped > MAX_SKIPPED) {
			throw this.site.failure(ErrorType.INVALID_RESPONSE, "sent " + this.skipped
					+ " events that cannot be decoded; check that its type in the configuration is right");
		}
	}

	private List<ChatChunk> stamped(List<ChatChunk> chunks) {
		return (this.skipped > 0) ? chunks.stream().map(this::stamped).toList() : chunks;
	}

	private ChatChunk stamped(ChatChunk chunk) {
		return (chunk instanceof ChatChunk.Finish finish)
				? new ChatChunk.Finish(finish.reason(), finish.rawReason(), this.skipped) : chunk;
	}

	private Mono<Void> graceAfterFinish() {
		return this.finished.asMono()
			.thenMany(Mono.defer(() -> Mono.delay(graceLeft(), this.scheduler)).repeat(this::isGraceLeft))
			.then();
	}

	private Mono<Void> drainAfterEndMark() {
		return this.over.asMono().then(Mono.delay(DRAIN, this.scheduler)).then();
	}

	private synchronized void requested(long count) {
		if (this.demand == 0) {
			this.quietSinceNanos = this.time.nanoTime();
		}
		this.demand += Math.min(count, Long.MAX_VALUE - this.demand);
	}

	private synchronized void received() {
		this.demand -= (this.demand == Long.MAX_VALUE) ? 0 : 1;
		this.quietSinceNanos = this.time.nanoTime();
	}

	private synchronized Duration graceLeft() {
		if (this.demand == 0) {
			return GRACE;
		}
		return GRACE.minusNanos(this.time.nanoTime() - this.quietSinceNanos);
	}

	private boolean isGraceLeft() {
		return graceLeft().compareTo(Duration.ofMillis(1)) > 0;
	}

	private void delivered(ChatChunk chunk) {
		if (chunk.isContent()) {
			this.contentDelivered = true;
			this.estimate.received(chunk);
		}
		else if (chunk instanceof ChatChunk.Finish) {
			this.finishDelivered = true;
		}
	}

	private ProviderException expired(ErrorType type, StreamTimeouts timeouts) {
		return switch (type) {
			case TIMEOUT_FIRST_TOKEN -> this.site.failure(type,
					"sent no content within " + timeouts.firstToken() + "; raise the first token timeout if it may");
			case TIMEOUT_IDLE ->
				this.site.failure(type, "stalled for " + timeouts.idle() + "; raise the idle timeout if it may");
			default -> this.site.failure(type,
					"was not done within " + timeouts.total() + "; raise the total timeout or limit the answer");
		};
	}

	private ProviderException afterContent(ProviderException failure) {
		ProviderException accounted = failure.withPartialUsage(this.estimate.of(this.request, usage()));
		return this.contentDelivered ? typedAfterContent(accounted) : accounted;
	}

	private static ProviderException typedAfterContent(ProviderException failure) {
		return switch (failure.errorType()) {
			case TIMEOUT_IDLE, DEADLINE_EXCEEDED, CONTENT_FILTER, STREAM_INTERRUPTED -> failure;
			case TIMEOUT_FIRST_TOKEN -> failure.as(ErrorType.TIMEOUT_IDLE);
			default -> failure.as(ErrorType.STREAM_INTERRUPTED);
		};
	}

}
