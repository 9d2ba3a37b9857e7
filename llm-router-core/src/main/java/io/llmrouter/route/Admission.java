package io.llmrouter.route;

/**
 * Answer to the question whether an attempt may be made.
 */
sealed interface Admission permits AttemptPermit, Unready {

}
