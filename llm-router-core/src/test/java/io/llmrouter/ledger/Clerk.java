package io.llmrouter.ledger;

import java.util.List;
import java.util.Queue;

import io.llmrouter.call.CallObservation;
import io.llmrouter.call.ChatCall;
import io.llmrouter.call.StartedCall;
import io.llmrouter.chat.ChatRequest;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Maker of observations that writes every finished attempt down under the number of its
 * call, beside what the observations of another maker record. Thread-safe.
 *
 * @param delegate the other maker
 * @param providers the names of the providers
 * @param attempts where to write
 * @param strange failures that no server is to blame for
 */
record Clerk(CallObservation.Factory delegate, List<String> providers, Ledger attempts,
		Queue<String> strange) implements CallObservation.Factory {

	@Override
	public CallObservation start(StartedCall call, ChatRequest request, ContextView context) {
		return new Noted(this.delegate.start(call, request, context), context.get(Witness.CALL));
	}

	/**
	 * Observation of one attempt.
	 */
	private final class Noted implements CallObservation {

		private final CallObservation observation;

		private final int number;

		Noted(CallObservation observation, int number) {
			this.observation = observation;
			this.number = number;
		}

		@Override
		public Context addTo(Context context) {
			return this.observation.addTo(context);
		}

		@Override
		public void within(Runnable action) {
			this.observation.within(action);
		}

		@Override
		public void end(ChatCall call, @Nullable Throwable failure) {
			End end = End.of(call);
			Clerk.this.attempts.add(this.number, Clerk.this.providers.indexOf(call.provider()), end);
			if (end == End.STRANGE) {
				Clerk.this.strange.add(this.number + ": " + failure);
			}
			this.observation.end(call, failure);
		}

	}

}
