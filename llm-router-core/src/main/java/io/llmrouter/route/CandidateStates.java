package io.llmrouter.route;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;

/**
 * States of all candidates of a router, one per provider and model label, so that their
 * number is bounded by the configuration. Thread-safe.
 */
final class CandidateStates {

	private final Map<RouteCandidate, CandidateState> states = new ConcurrentHashMap<>();

	private final RouteTable table;

	private final ModelLabels labels;

	private final TimeSource time;

	CandidateStates(RouteTable table, TimeSource time) {
		this.table = table;
		this.labels = table.modelLabels();
		this.time = time;
	}

	CandidateState of(RouteCandidate candidate) {
		return this.states.computeIfAbsent(new RouteCandidate(candidate.provider(), label(candidate)),
				(key) -> new CandidateState(this.time));
	}

	private String label(RouteCandidate candidate) {
		ChatProvider provider = this.table.provider(candidate);
		return this.labels.label(candidate.provider(), provider.models(), candidate.model());
	}

	// A credential belongs to the provider: all its models cool down together. A model
	// that
	// nobody configured shares its state with other such models and must not block them.
	void coolDown(RouteCandidate candidate, ErrorType cause, Duration pause) {
		switch (cause) {
			case AUTHENTICATION, QUOTA_EXHAUSTED -> coolDownProvider(candidate, pause);
			case PERMISSION_DENIED, NOT_FOUND -> {
				if (!label(candidate).equals(ModelLabels.OTHER)) {
					of(candidate).coolDown(pause);
				}
			}
			default -> of(candidate).coolDown(pause);
		}
	}

	private void coolDownProvider(RouteCandidate candidate, Duration pause) {
		of(candidate).coolDown(pause);
		this.states.forEach((key, state) -> {
			if (key.provider().equals(candidate.provider())) {
				state.coolDown(pause);
			}
		});
	}

}
