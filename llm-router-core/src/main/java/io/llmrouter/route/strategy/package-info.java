/**
 * Strategies: pure functions that put the candidates of a call in order.
 */
@NullMarked
package io.llmrouter.route.strategy;

import org.jspecify.annotations.NullMarked;
