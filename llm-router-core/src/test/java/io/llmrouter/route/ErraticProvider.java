package io.llmrouter.route;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.FinishReason;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.testing.FakeProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Simulated provider that answers, dawdles, stalls, breaks and refuses at random. Its
 * moods last for a while, so that circuits open and close.
 */
final class ErraticProvider implements ChatProvider {

	private static final ErrorType[] TYPES = ErrorType.values();

	private static final String WORDS = "the quick brown fox jumps over the lazy dog";

	private final String name;

	private final SimulatedRouter world;

	private final SplittableRandom random;

	private double failing;

	private double slowness;

	ErraticProvider(String name, SimulatedRouter world, SplittableRandom random) {
		this.name = name;
		this.world = world;
		this.random = random;
		changeMood();
	}

	void changeMood() {
		double mood = this.random.nextDouble();
		this.failing = (mood < 0.3) ? 0.9 : (mood < 0.6) ? 0.4 : 0.05;
		this.slowness = (this.random.nextDouble() < 0.3) ? 8_000 : 300;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public List<String> models() {
		return List.of("m0", "m1");
	}

	@Override
	public Mono<ChatResponse> chat(ChatRequest request) {
		throwSometimes();
		return Mono.defer(() -> {
			Contact contact = contact(request);
			boolean fails = this.random.nextDouble() < this.failing;
			Mono<ChatResponse> answer = fails ? failedAnswer(contact)
					: Mono.fromSupplier(() -> ChatResponse.text(this.name, contact.answer, usage()));
			return watched(after(answer.flux()), contact).singleOrEmpty();
		});
	}

	private Mono<ChatResponse> failedAnswer(Contact contact) {
		return switch (this.random.nextInt(6)) {
			case 0 -> Mono.never();
			case 1 -> Mono.empty();
			default -> Mono.error(failure(contact));
		};
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		throwSometimes();
		return Flux.defer(() -> {
			Contact contact = contact(request);
			Flux<ChatChunk> answer = (this.random.nextDouble() < this.failing) ? failedStream(contact)
					: paced(chunks(contact, true), contact);
			return watched(after(answer), contact);
		});
	}

	private Flux<ChatChunk> failedStream(Contact contact) {
		List<ChatChunk> all = chunks(contact, false);
		List<ChatChunk> some = all.subList(0, this.random.nextInt(all.size() + 1));
		return switch (this.random.nextInt(9)) {
			case 6 -> shortened(all, contact);
			case 0 -> Flux.never();
			case 1 -> Flux.empty();
			case 2 -> Flux.concat(paced(some, contact), Flux.never());
			case 3, 4 -> Flux.concat(paced(some, contact), Flux.defer(() -> Flux.error(failure(contact))));
			case 5 -> Flux.concat(paced(some, contact), Flux.error(new IOException("cut")));
			default -> Flux.defer(() -> Flux.error(failure(contact)));
		};
	}

	// Complete, as far as anyone can tell.
	private Flux<ChatChunk> shortened(List<ChatChunk> all, Contact contact) {
		contact.answer = contact.answer.substring(0, 5);
		List<ChatChunk> some = all.subList(0, 3);
		for (ChatChunk chunk : some) {
			contact.answer += chunk.text();
		}
		return paced(some, contact);
	}

	private void throwSometimes() {
		if (this.random.nextInt(200) == 0) {
			this.world.thrownAtOnce();
			throw new IllegalStateException("a bug of the provider's");
		}
	}

	private Contact contact(ChatRequest request) {
		int call = Integer.parseInt(request.messages().get(0).text().split(" ")[1]);
		Contact contact = new Contact(call, new RouteCandidate(this.name, request.model()), this.world.nanoTime(),
				answer(call));
		this.world.began(contact);
		return contact;
	}

	// Most answers to one question are the same, or none could ever be resumed.
	private String answer(int call) {
		String canonical = "THINK " + call + " " + WORDS;
		return switch (this.random.nextInt(8)) {
			case 0 -> "THINK " + call + " the quick red fox";
			case 1 -> canonical + " again";
			default -> canonical;
		};
	}

	private List<ChatChunk> chunks(Contact contact, boolean complete) {
		List<ChatChunk> chunks = new ArrayList<>();
		if (this.random.nextInt(10) > 0) {
			chunks.add(new ChatChunk.Start(this.name, "id", "m"));
		}
		String reasoning = contact.answer.substring(0, 5);
		chunks.add(new ChatChunk.ReasoningDelta(reasoning, null, null));
		for (int from = 5; from < contact.answer.length();) {
			int to = Math.min(contact.answer.length(), from + 1 + this.random.nextInt(12));
			chunks.add(new ChatChunk.TextDelta(contact.answer.substring(from, to)));
			from = to;
		}
		if (this.random.nextInt(20) == 0) {
			chunks.add(1 + this.random.nextInt(chunks.size()), new ChatChunk.ToolCallDelta(0, "c", "f", "{}", null));
		}
		if (complete) {
			chunks.add(new ChatChunk.Finish(FinishReason.STOP, "stop", 0));
			chunks.add(new ChatChunk.Usage(usage()));
		}
		return chunks;
	}

	private TokenUsage usage() {
		return TokenUsage.of(10, this.random.nextInt(400));
	}

	private Flux<ChatChunk> paced(List<ChatChunk> chunks, Contact contact) {
		int pause = this.random.nextInt(3) * this.random.nextInt(400);
		Flux<ChatChunk> all = Flux.fromIterable(chunks);
		Flux<ChatChunk> paced = (pause == 0) ? all : all
			.concatMap((chunk) -> Mono.delay(Duration.ofMillis(pause), this.world.scheduler).thenReturn(chunk), 1);
		return paced.doOnNext((chunk) -> contact.contentGiven |= chunk.isContent());
	}

	private <T> Flux<T> after(Flux<T> answer) {
		long millis = (long) (this.slowness * this.random.nextDouble() * 2);
		return (this.random.nextInt(4) == 0) ? answer
				: Mono.delay(Duration.ofMillis(millis), this.world.scheduler).thenMany(answer);
	}

	private <T> Flux<T> watched(Flux<T> answer, Contact contact) {
		return answer.doOnComplete(() -> this.world.ended(contact, Contact.End.COMPLETE))
			.doOnError((failure) -> this.world.ended(contact, Contact.End.ERROR))
			.doOnCancel(() -> this.world.ended(contact, Contact.End.CANCEL));
	}

	private Throwable failure(Contact contact) {
		if (this.random.nextInt(10) == 0) {
			return new IOException("reset");
		}
		ErrorType type = TYPES[this.random.nextInt(TYPES.length)];
		boolean told = this.random.nextInt(3) == 0;
		Duration retryAfter = told ? Duration.ofMillis(this.random.nextInt(8_000)) : null;
		if (type == ErrorType.AUTHENTICATION && this.random.nextBoolean()) {
			return FakeProvider.keyRefused(true, retryAfter);
		}
		ErrorDetails details = ErrorDetails.of(type).at(this.name, null).withRetryAfter(retryAfter);
		contact.refusal = leavesAlone(type, retryAfter) ? details : null;
		return new ProviderException("planned " + type.code(), details);
	}

	private static boolean leavesAlone(ErrorType type, @Nullable Duration retryAfter) {
		boolean isLong = retryAfter != null && retryAfter.compareTo(Duration.ofSeconds(2)) > 0;
		return switch (type) {
			case AUTHENTICATION, QUOTA_EXHAUSTED, PERMISSION_DENIED, NOT_FOUND ->
				retryAfter == null || !retryAfter.isZero();
			case RATE_LIMITED -> isLong;
			default -> false;
		};
	}

}
