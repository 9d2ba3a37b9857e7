/**
 * The entry point: the router and its builder.
 */
@NullMarked
package io.llmrouter;

import org.jspecify.annotations.NullMarked;
