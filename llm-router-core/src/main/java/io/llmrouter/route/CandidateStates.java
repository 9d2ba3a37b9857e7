package io.llmrouter.route;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;

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
		ChatProvider provider = this.table.provider(candidate);
		String label = this.labels.label(candidate.provider(), provider.models(), candidate.model());
		return this.states.computeIfAbsent(new RouteCandidate(candidate.provider(), label),
				(key) -> new CandidateState(this.time));
	}

	// A credential belongs to the provider: all its models cool down together.
	void coolDownProvider(RouteCandidate candidate, Duration pause) {
		of(candidate).coolDown(pause);
		this.states.forEach((key, state) -> {
			if (key.provider().equals(candidate.provider())) {
				state.coolDown(pause);
			}
		});
	}

}
