/**
 * The four protocols that the simulated providers speak, each with its own shapes of
 * answers and errors.
 */
@NullMarked
package io.llmrouter.sample.upstream.wire;

import org.jspecify.annotations.NullMarked;
