package io.llmrouter.actuate;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@link Endpoint @Endpoint} that shows the last calls, newest first, with the router's
 * decision for each. It is served at {@code llm-calls}; the id has no dash because Boot
 * warns of one. It never shows prompts, answers or keys.
 *
 * @since 0.1.0
 */
@Endpoint(id = "llmCalls", defaultAccess = Access.READ_ONLY)
public class LlmCallsEndpoint {

	private final RecentCalls calls;

	/**
	 * Create an endpoint.
	 * @param calls what it shows
	 */
	public LlmCallsEndpoint(RecentCalls calls) {
		this.calls = calls;
	}

	/**
	 * Show the last calls, or those asked for.
	 * @param provider the provider that was asked, or could have been
	 * @param outcome the outcome: {@code success}, {@code error} or {@code cancelled}
	 * @param limit the most calls to show, at least 1
	 * @return the calls
	 */
	@ReadOperation
	public CallsDescriptor calls(@Nullable String provider, @Nullable String outcome, @Nullable Integer limit) {
		if (limit != null && limit < 1) {
			String problem = "'limit' is " + limit + "; it must be at least 1";
			throw new InvalidEndpointRequestException(problem, problem);
		}
		Predicate<RecentCall> wanted = (call) -> (provider == null || call.concerns(provider))
				&& (outcome == null || call.outcome().equals(outcome));
		List<RecentCall> shown = this.calls.latest()
			.stream()
			.filter(wanted)
			.limit((limit != null) ? limit : Integer.MAX_VALUE)
			.toList();
		return new CallsDescriptor(Instant.now(), shown);
	}

	/**
	 * Answer of the endpoint.
	 *
	 * @param generatedAt when it was made
	 * @param calls the calls, newest first
	 */
	public record CallsDescriptor(Instant generatedAt, List<RecentCall> calls) implements OperationResponseBody {

	}

}
