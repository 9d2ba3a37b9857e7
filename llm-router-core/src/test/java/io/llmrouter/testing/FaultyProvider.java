package io.llmrouter.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Provider that answers most of its calls, fails the others in one of many ways, and
 * keeps books of its own. Thread-safe.
 */
public final class FaultyProvider implements ChatProvider {

	private static final ErrorType[] TYPES = { ErrorType.SERVER_ERROR, ErrorType.OVERLOADED,
			ErrorType.INVALID_REQUEST, ErrorType.CONTENT_FILTER, ErrorType.INVALID_RESPONSE,
			ErrorType.CONTEXT_LENGTH_EXCEEDED };

	private final String name;

	private final LongAdder contacts = new LongAdder();

	private final LongAdder completed = new LongAdder();

	private final LongAdder contested = new LongAdder();

	private final AtomicInteger live = new AtomicInteger();

	private final Map<ErrorType, LongAdder> failures = new ConcurrentHashMap<>();

	public FaultyProvider(String name) {
		this.name = name;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public List<String> models() {
		return List.of("m");
	}

	/**
	 * Return how many calls came.
	 * @return the calls
	 */
	public long contacts() {
		return this.contacts.sum();
	}

	public long completed() {
		return this.completed.sum();
	}

	/**
	 * Return how many calls ended while they were being cancelled: either may come first.
	 * @return the calls
	 */
	public long contested() {
		return this.contested.sum();
	}

	public int live() {
		return this.live.get();
	}

	/**
	 * Return the failures, those that the router must not rename.
	 * @return how many, by type
	 */
	public Map<ErrorType, LongAdder> failures() {
		return this.failures;
	}

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		return Mono.defer(() -> {
			Contact contact = new Contact();
			Mono<ChatResponse> answer = Mono.fromSupplier(() -> ChatResponse.text(this.name, "Hello", TokenUsage.of(3, 2)));
			return contact.watched(after(fault(contact).switchIfEmpty(answer.flux().cast(Object.class))))
				.cast(ChatResponse.class)
				.singleOrEmpty();
		});
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.defer(() -> {
			Contact contact = new Contact();
			Flux<Object> answer = Flux.concat(FakeProvider.answer(this.name, "Hel", "lo"));
			boolean late = ThreadLocalRandom.current().nextInt(4) == 0;
			Flux<Object> begun = late ? Flux.concat(answer.take(2), fault(contact), answer.skip(2))
					: fault(contact).switchIfEmpty(answer);
			return contact.watched(after(begun)).cast(ChatChunk.class);
		});
	}

	private Flux<Object> after(Flux<Object> answer) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return (random.nextInt(3) == 0) ? answer
				: Mono.delay(Duration.ofNanos(random.nextInt(8_000_000))).thenMany(answer);
	}

	private Flux<Object> fault(Contact contact) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return switch (random.nextInt(100)) {
			case 0 -> Flux.never();
			case 1 -> Flux.error(new IOException("reset"));
			case 2, 3, 4, 5, 6, 7, 8, 9 -> contact.failure(TYPES[random.nextInt(TYPES.length)]);
			default -> Flux.empty();
		};
	}

	/**
	 * One call.
	 */
	private final class Contact {

		private final AtomicInteger ends = new AtomicInteger();

		Contact() {
			FaultyProvider.this.contacts.increment();
			FaultyProvider.this.live.incrementAndGet();
		}

		Flux<Object> failure(ErrorType type) {
			return Flux.defer(() -> {
				FaultyProvider.this.failures.computeIfAbsent(type, (key) -> new LongAdder()).increment();
				return Flux.error(FakeProvider.failure(type));
			});
		}

		Flux<Object> watched(Flux<Object> answer) {
			return answer.doOnComplete(() -> {
				FaultyProvider.this.completed.increment();
				end();
			}).doOnError((failure) -> end()).doOnCancel(this::end);
		}

		private void end() {
			int earlier = this.ends.getAndIncrement();
			if (earlier == 0) {
				FaultyProvider.this.live.decrementAndGet();
			}
			else if (earlier == 1) {
				FaultyProvider.this.contested.increment();
			}
		}

	}

}
