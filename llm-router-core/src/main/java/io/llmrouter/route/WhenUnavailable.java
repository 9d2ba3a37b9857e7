package io.llmrouter.route;

/**
 * What a route does when none of its candidates may be asked, because all of them cool
 * down or failed too often.
 *
 * @since 0.1.0
 */
public enum WhenUnavailable {

	/** Fail at once, with a failure that names every candidate and its reason. */
	FAIL,

	/** Ask them all the same. Limits of the application's own still hold. */
	TRY_ANYWAY

}
