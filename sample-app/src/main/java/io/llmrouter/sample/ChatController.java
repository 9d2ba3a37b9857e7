package io.llmrouter.sample;

import io.llmrouter.LlmRouter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoints that ask the router. A caller that goes away cancels the provider's call.
 */
@RestController
class ChatController {

	private final LlmRouter router;

	ChatController(LlmRouter router) {
		this.router = router;
	}

	@PostMapping("/chat")
	Mono<ChatAnswer> chat(@RequestBody ChatQuestion question) {
		return this.router.chat(question.toRequest()).map(ChatAnswer::of);
	}

	@PostMapping(path = "/chat/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Object>> stream(@RequestBody ChatQuestion question) {
		return AnswerEvents.of(this.router.stream(question.toRequest()));
	}

}
