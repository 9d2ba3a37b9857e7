package io.llmrouter.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class OnceListenerTests {

	private final List<Outcome> ends = new ArrayList<>();

	@Test
	void listenerThatFailsHurtsNoStream() {
		StepVerifier.create(Flux.just("a", "b").tap(() -> new Failing()))
			.expectNext("a", "b")
			.expectComplete()
			.verify(Duration.ofSeconds(5));
		assertThat(this.ends).containsExactly(Outcome.SUCCESS);
	}

	private final class Failing extends OnceListener<String> {

		Failing() {
			super(false);
		}

		@Override
		protected void started() {
			throw new IllegalStateException("planned");
		}

		@Override
		protected void received(String value) {
			throw new IllegalStateException("planned");
		}

		@Override
		protected void ended(Outcome outcome, @Nullable Throwable failure) {
			OnceListenerTests.this.ends.add(outcome);
			throw new IllegalStateException("planned");
		}

		@Override
		protected boolean isComplete() {
			return true;
		}

	}

}
