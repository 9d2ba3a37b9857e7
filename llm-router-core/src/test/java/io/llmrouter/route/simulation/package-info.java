/**
 * Deterministic simulation of routes: the real router and the real strategies over
 * simulated providers, in virtual time and with seeded chance.
 */
@NullMarked
package io.llmrouter.route.simulation;

import org.jspecify.annotations.NullMarked;
