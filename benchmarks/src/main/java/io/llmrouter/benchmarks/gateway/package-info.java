/**
 * Load harness of the OpenAI-compatible endpoint: the same provider asked directly,
 * through the endpoint, and through other gateways.
 */
@NullMarked
package io.llmrouter.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
