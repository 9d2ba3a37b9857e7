package io.llmrouter.route;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.route.health.CandidateName;

/**
 * States of all candidates of a router, one per provider and model label, so that their
 * number is bounded by the configuration. Thread-safe.
 */
final class CandidateStates {

	private final Map<CandidateName, CandidateState> states = new ConcurrentHashMap<>();

	private final RouteTable table;

	private final ModelLabels labels;

	private final Protection protection;

	private final TimeSource time;

	CandidateStates(RouteTable table, Protection protection, TimeSource time) {
		this.table = table;
		this.labels = table.modelLabels();
		this.protection = protection;
		this.time = time;
		table.routes().forEach((route) -> protection.health().addRoute(route.name(), names(route)));
	}

	private List<CandidateName> names(Route route) {
		return route.candidates().stream().map(this::name).toList();
	}

	CandidateState of(RouteCandidate candidate) {
		CandidateName name = name(candidate);
		CandidateState known = this.states.get(name);
		return (known != null) ? known : this.states.computeIfAbsent(name, this::create);
	}

	private CandidateState create(CandidateName name) {
		return new CandidateState(this.time, this.protection.health().of(name),
				this.protection.limiters().of(name.provider()));
	}

	private CandidateName name(RouteCandidate candidate) {
		ChatProvider provider = this.table.provider(candidate);
		return new CandidateName(candidate.provider(),
				this.labels.label(candidate.provider(), provider.models(), candidate.model()));
	}

	void coolDown(RouteCandidate candidate, ErrorDetails refusal, Duration pause) {
		of(candidate).health().coolDown(refusal, pause);
	}

}
