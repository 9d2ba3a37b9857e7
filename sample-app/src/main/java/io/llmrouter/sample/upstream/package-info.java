/**
 * Simulated providers: a real HTTP server on loopback that speaks the OpenAI wire.
 */
@NullMarked
package io.llmrouter.sample.upstream;

import org.jspecify.annotations.NullMarked;
