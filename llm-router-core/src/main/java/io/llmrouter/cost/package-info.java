/**
 * What calls cost: prices of models, the cost of a finished call, and the estimated cost
 * of one not yet made.
 */
@NullMarked
package io.llmrouter.cost;

import org.jspecify.annotations.NullMarked;
