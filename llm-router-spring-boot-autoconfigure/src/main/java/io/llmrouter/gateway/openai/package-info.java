/**
 * OpenAI's JSON as the endpoint reads and writes it: requests, answers, streams and
 * errors. Knows nothing of HTTP but statuses.
 */
@NullMarked
package io.llmrouter.gateway.openai;

import org.jspecify.annotations.NullMarked;
