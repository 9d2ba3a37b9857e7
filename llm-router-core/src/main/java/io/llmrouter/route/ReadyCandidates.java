package io.llmrouter.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ChatProvider;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.NeededCapabilities;
import org.jspecify.annotations.Nullable;

/**
 * Choice of the candidates that a call may ask: those that support what the request
 * needs, neither cool down nor have reached a limit, and whose circuit lets calls
 * through. Where the circuits leave less than half of the weight, the call is in panic:
 * those with an open circuit may be asked too, after all others, because a candidate that
 * failed is better than none. Used by one call.
 */
final class ReadyCandidates {

	private final RouteEngine engine;

	private final ChatRequest request;

	private final AttemptTraits traits;

	private final CallJournal journal;

	private final boolean priced;

	private final Set<Capability> needed;

	private Bypass bypass = Bypass.NONE;

	ReadyCandidates(RouteEngine engine, RoutingStrategy strategy, ChatRequest request, AttemptTraits traits,
			CallJournal journal) {
		this.engine = engine;
		this.priced = strategy.usesCost();
		this.request = request;
		this.traits = traits;
		this.journal = journal;
		this.needed = NeededCapabilities.of(request, traits.stream());
	}

	/**
	 * Choose candidates.
	 * @param candidates the candidates, in the order of the route
	 * @param whenUnavailable what to do where none may be asked
	 * @return the candidates that may be asked, in the order of the route
	 */
	List<CandidateSignals> of(List<RouteCandidate> candidates, WhenUnavailable whenUnavailable) {
		List<CandidateSignals> chosen = new ArrayList<>(candidates.size());
		List<Held> held = new ArrayList<>(0);
		int weight = 0;
		int ready = 0;
		for (int i = 0; i < candidates.size(); i++) {
			RouteCandidate candidate = candidates.get(i);
			Unready incapable = incapable(candidate);
			if (incapable != null) {
				this.journal.skipped(candidate, incapable);
				continue;
			}
			weight += candidate.weight();
			CandidateState state = this.engine.states().of(candidate);
			Unready unready = state.unready(this.request);
			if (unready == null) {
				ready += candidate.weight();
				chosen.add(signals(candidate, state, i, true));
			}
			else {
				held.add(new Held(candidate, state, i, unready));
			}
		}
		if (!held.isEmpty()) {
			this.bypass = bypass(held, ready < this.engine.panicThreshold() * weight);
			held.forEach((candidate) -> add(candidate, chosen));
			if (chosen.isEmpty() && whenUnavailable == WhenUnavailable.TRY_ANYWAY) {
				this.bypass = Bypass.ALL;
				held.stream().filter(Held::isUnhealthy).forEach((candidate) -> add(candidate, chosen));
			}
		}
		return chosen;
	}

	private @Nullable Unready incapable(RouteCandidate candidate) {
		ChatProvider provider = this.engine.table().provider(candidate);
		WireFields fields = this.request.options().wireFields();
		if (fields != null && !fields.wire().equals(provider.wire())) {
			return Unready.unsupported(fields);
		}
		// Most requests need none, and asking a bean goes through its proxy.
		if (this.needed.isEmpty()) {
			return null;
		}
		Set<Capability> supported = provider.capabilities();
		if (supported.containsAll(this.needed)) {
			return null;
		}
		return this.needed.stream()
			.filter((capability) -> !supported.contains(capability))
			.findFirst()
			.map(Unready::lacking)
			.orElse(null);
	}

	private static Bypass bypass(List<Held> held, boolean tooFewReady) {
		boolean anyFailing = held.stream().anyMatch((candidate) -> candidate.unready().failing());
		return (anyFailing && tooFewReady) ? Bypass.FAILING : Bypass.NONE;
	}

	private void add(Held held, List<CandidateSignals> chosen) {
		boolean bypassed = switch (this.bypass) {
			case NONE -> false;
			case FAILING -> held.unready().failing();
			case ALL -> true;
		};
		if (bypassed) {
			chosen.add(signals(held.candidate(), held.state(), held.position(), false));
		}
		else {
			this.journal.skipped(held.candidate(), held.unready());
		}
	}

	private CandidateSignals signals(RouteCandidate candidate, CandidateState state, int position, boolean ready) {
		double usd = this.priced ? this.engine.estimateUsd(candidate, this.request) : Double.NaN;
		return state.signals(candidate, position, this.traits.stream(), usd, ready);
	}

	Bypass bypass() {
		return this.bypass;
	}

	/**
	 * Candidate that must not be asked at the moment.
	 *
	 * @param candidate the candidate
	 * @param state its state
	 * @param position its position within the route
	 * @param unready why
	 */
	private record Held(RouteCandidate candidate, CandidateState state, int position, Unready unready) {

		boolean isUnhealthy() {
			return this.unready.type() == ErrorType.CIRCUIT_OPEN;
		}

	}

}
