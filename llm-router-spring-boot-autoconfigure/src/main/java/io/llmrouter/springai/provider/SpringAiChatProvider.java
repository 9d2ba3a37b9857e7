package io.llmrouter.springai.provider;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.llmrouter.call.AnswerGuard;
import io.llmrouter.call.StreamGuard;
import io.llmrouter.call.TimeSource;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.RateLimitState;
import io.llmrouter.provider.RequestRules;
import io.llmrouter.provider.http.AnswerStream;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.wire.Refusals;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Chat model of Spring AI as a provider. Whole answers block a thread of the scheduler
 * that is given for it, which is interrupted when the call is cancelled; streams are
 * subscribed to there. Every failure is a {@link ProviderException} without the words of
 * the chat model's own exception. What the chat model retries by itself is one call here.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SpringAiChatProvider implements ChatProvider {

	/**
	 * Most responses that wait for a slow consumer. Chat models push: Spring AI's model
	 * of OpenAI fails where it is asked for less than everything (2.0.1, seen 2026-11).
	 */
	private static final int MAX_WAITING = 65_536;

	private final SpringAiSettings settings;

	private final ChatModel model;

	private final PromptWriter prompts;

	private final Set<Capability> capabilities;

	private final Consumer<RateLimitState> limits;

	private final SpringAiFailures failures;

	private final StreamGuard guard;

	private final TimeSource time;

	private final Scheduler timers;

	private final Scheduler blocking;

	/**
	 * Create a provider.
	 * @param settings the settings
	 * @param model the chat model
	 * @param limits who is told what is left of the provider's limits; returns quickly
	 * @param time the source of time
	 * @param timers where timers run
	 * @param blocking the threads that may block
	 */
	public SpringAiChatProvider(SpringAiSettings settings, ChatModel model, Consumer<RateLimitState> limits,
			TimeSource time, Scheduler timers, Scheduler blocking) {
		this.settings = settings;
		this.model = model;
		this.prompts = new PromptWriter(model);
		this.capabilities = this.prompts.capabilities();
		this.limits = limits;
		this.failures = new SpringAiFailures(time::now);
		this.guard = new StreamGuard(time, timers);
		this.time = time;
		this.timers = timers;
		this.blocking = blocking;
	}

	@Override
	public String name() {
		return this.settings.name();
	}

	@Override
	public List<String> models() {
		if (!this.settings.models().isEmpty()) {
			return this.settings.models();
		}
		String own = AnswerReader.text(this.model.getOptions().getModel());
		return (own != null) ? List.of(own) : List.of();
	}

	/**
	 * Return what Spring AI has words for and this chat model understands.
	 */
	@Override
	public Set<Capability> capabilities() {
		return this.capabilities;
	}

	/**
	 * Ask for a complete answer. One subscription is one call of the chat model;
	 * cancelling it interrupts the thread that waits for it.
	 * @param request what to ask
	 * @return the answer, never empty
	 */
	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		return Mono.defer(() -> ask(request));
	}

	/**
	 * Ask for an answer in pieces. One subscription is one stream of the chat model, and
	 * cancelling it cancels that; completion means that the chat model says the answer is
	 * complete.
	 * @param request what to ask
	 * @return the pieces
	 */
	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.defer(() -> open(request));
	}

	private Mono<ChatResponse> ask(ChatRequest request) {
		CallSite site = checked(request, false);
		Prompt prompt = this.prompts.write(site, asked(request));
		BlockingCall<ChatResponse> call = new BlockingCall<>(this.model, prompt, (response) -> read(site, response),
				(failure) -> failure(failure, site));
		Duration limit = this.settings.timeouts().response();
		return AnswerGuard.guard(call.on(this.blocking).onErrorMap((failure) -> failure(failure, site)), limit,
				this.timers, () -> late(site, limit));
	}

	private Flux<ChatChunk> open(ChatRequest request) {
		CallSite site = checked(request, true);
		Prompt prompt = this.prompts.write(site, asked(request));
		AnswerStream answer = new AnswerStream(site, request, this.time, this.timers);
		Flux<org.springframework.ai.chat.model.ChatResponse> responses = Flux.defer(() -> this.model.stream(prompt))
			.subscribeOn(this.blocking)
			.onBackpressureBuffer(MAX_WAITING)
			.doOnNext(this::tellLimits)
			.onErrorMap((failure) -> failure(failure, site));
		Flux<ChatChunk> chunks = answer.decode(responses, new ResponseStreamMapper(site));
		return answer.guard(chunks, this.guard, this.settings.timeouts().stream(false));
	}

	private CallSite checked(ChatRequest request, boolean stream) {
		RequestRules.check(request);
		CallSite site = new CallSite(name(), model(request), "spring-ai:" + this.settings.bean());
		WireFields fields = request.options().wireFields();
		if (fields != null) {
			throw Refusals.wireFields(site, fields);
		}
		site.check(request, stream, this.capabilities);
		return site;
	}

	private @Nullable String model(ChatRequest request) {
		return (request.model() != null) ? request.model() : models().stream().findFirst().orElse(null);
	}

	// Without a model anywhere the chat model's own is meant.
	private ChatRequest asked(ChatRequest request) {
		return request.withModel(model(request));
	}

	private ChatResponse read(CallSite site, org.springframework.ai.chat.model.@Nullable ChatResponse response) {
		if (response != null) {
			tellLimits(response);
		}
		return AnswerReader.read(site, response);
	}

	private void tellLimits(org.springframework.ai.chat.model.ChatResponse response) {
		RateLimitState left = AnswerReader.left(response);
		if (left != null) {
			this.limits.accept(left);
		}
	}

	private LlmRouterException failure(Throwable failure, CallSite site) {
		return (failure instanceof ProviderException known && name().equals(known.details().provider())) ? known
				: this.failures.of(failure, site);
	}

	private static ProviderException late(CallSite site, Duration limit) {
		return site.failure(ErrorType.TIMEOUT_FIRST_TOKEN,
				"did not answer within " + limit + "; raise the response timeout if it may");
	}

	@Override
	public String toString() {
		return "SpringAiChatProvider[" + this.settings + "]";
	}

}
