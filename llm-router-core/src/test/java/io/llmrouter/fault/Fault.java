package io.llmrouter.fault;

import java.io.IOException;

/**
 * One fault in one phase, and what is expected of the router.
 *
 * @param name what happens
 * @param phase when it happens
 * @param site what stands at the address of the provider
 * @param script what the provider does with a request
 * @param whole what becomes of a call for a whole answer
 * @param stream what becomes of a call for a stream
 */
record Fault(String name, Phase phase, Site site, Script script, Expected whole, Expected stream) {

	static Fault at(Site site, String name, Expected expected) {
		return new Fault(name, Phase.CONNECT, site, Line::stall, expected, expected);
	}

	static Fault of(Phase phase, String name, Script script, Expected whole, Expected stream) {
		return new Fault(name, phase, Site.SCRIPTED, script, whole, stream);
	}

	static Fault of(Phase phase, String name, Script script, Expected expected) {
		return of(phase, name, script, expected, expected);
	}

	Expected expected(Mode mode) {
		return switch (mode) {
			case STREAM -> this.stream;
			case CHAT -> this.whole;
			case CHAT_OVER_STREAM -> this.stream.unseen();
		};
	}

	@Override
	public String toString() {
		return this.phase + ": " + this.name;
	}

	/**
	 * What a provider does with a request.
	 */
	@FunctionalInterface
	interface Script {

		void run(Line line) throws IOException, InterruptedException;

	}

}
