package io.llmrouter.route;

/**
 * What of the health of candidates counts for nothing in a call.
 */
enum Bypass {

	/** All of it counts. */
	NONE,

	/** Circuits and ejections do not: too few candidates would be left. */
	FAILING,

	/**
	 * Nothing counts but limits: nobody would be left, and the route shall try anyway.
	 */
	ALL

}
