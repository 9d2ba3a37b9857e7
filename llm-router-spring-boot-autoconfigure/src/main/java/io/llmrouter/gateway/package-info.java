/**
 * Endpoint that speaks OpenAI's protocol over the router, for WebFlux applications.
 */
@NullMarked
package io.llmrouter.gateway;

import org.jspecify.annotations.NullMarked;
