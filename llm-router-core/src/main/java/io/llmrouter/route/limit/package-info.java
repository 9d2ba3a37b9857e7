/**
 * Limits of providers: requests and tokens per minute, and calls at once.
 */
@NullMarked
package io.llmrouter.route.limit;

import org.jspecify.annotations.NullMarked;
