/**
 * Auto-configuration of the endpoint that speaks OpenAI's protocol.
 */
@NullMarked
package io.llmrouter.autoconfigure.gateway;

import org.jspecify.annotations.NullMarked;
