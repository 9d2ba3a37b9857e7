/**
 * Simulated providers: a real HTTP server on loopback that speaks all wires.
 */
@NullMarked
package io.llmrouter.sample.upstream;

import org.jspecify.annotations.NullMarked;
