package io.llmrouter.springai;

import java.util.Objects;

import io.llmrouter.LlmRouter;
import io.llmrouter.route.RoutingTrace;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Router as a chat model of Spring AI, so that chat clients, advisors, tools and
 * retrieval run over it. Tools are not run here: as with every chat model of Spring AI 2,
 * that is up to the caller, for example the tool calling advisor of the chat client. It
 * measures nothing: the router and its providers do. Thread-safe.
 * <p>
 * Every failure is an {@link io.llmrouter.provider.LlmRouterException}, whose
 * {@code errorType()} says what can be done.
 *
 * @since 0.1.0
 */
public final class RouterChatModel implements ChatModel {

	/** Metadata of an answer: the configured name of the provider that gave it. */
	public static final String PROVIDER = "llmRouterProvider";

	/**
	 * Metadata of an answer, in a stream of its last piece: the
	 * {@link io.llmrouter.chat.RoutingDecision}.
	 */
	public static final String ROUTING = "llmRouterRouting";

	/**
	 * Metadata of an answer, in a stream of its last piece: how many undecodable events
	 * were left out of it; missing for a sound one.
	 */
	public static final String SKIPPED_EVENTS = "llmRouterSkippedEvents";

	/** Metadata of a generation: the provider's own word for its reason to finish. */
	public static final String RAW_FINISH_REASON = "rawFinishReason";

	private final LlmRouter router;

	private final PromptReader prompts;

	/**
	 * Create a chat model.
	 * @param router the router
	 * @param names what the option {@code model} may name
	 */
	public RouterChatModel(LlmRouter router, ModelNames names) {
		this.router = router;
		this.prompts = new PromptReader(names);
	}

	/**
	 * Ask for a complete answer and block the calling thread until it is there. An
	 * interrupt of the thread cancels the call.
	 * @param prompt what to ask
	 * @return the answer
	 * @throws IllegalStateException where the calling thread must not block, such as that
	 * of an event loop
	 */
	@Override
	public ChatResponse call(Prompt prompt) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException(
					"The router's ChatModel.call blocks, and was called on thread '" + Thread.currentThread().getName()
							+ "', which must not; use stream, or call it on Schedulers.boundedElastic()");
		}
		Mono<ChatResponse> answer = this.router.chat(this.prompts.read(prompt))
			.map((response) -> AnswerWriter.write(response, response.text()))
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("The router gave no answer")));
		// Blocking is what this method is asked for.
		return Objects.requireNonNull(answer.contextCapture().block());
	}

	/**
	 * Ask for an answer in pieces. One subscription is one logical call, and cancelling
	 * it cancels the provider's call at once. Tool calls, the reason to finish and the
	 * usage come with the last piece.
	 * @param prompt what to ask
	 * @return the pieces; completion means that the answer is complete
	 */
	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return Flux.defer(() -> open(prompt));
	}

	private Flux<ChatResponse> open(Prompt prompt) {
		RoutingTrace trace = new RoutingTrace();
		ChunkWriter writer = new ChunkWriter(trace);
		return this.router.stream(this.prompts.read(prompt))
			.<ChatResponse>handle(writer::write)
			.concatWith(Mono.fromSupplier(writer::end))
			.contextWrite(trace::addTo);
	}

	@Override
	public RouterChatOptions getOptions() {
		return RouterChatOptions.builder().build();
	}

	@Override
	public String toString() {
		return "RouterChatModel";
	}

}
