/**
 * Embeddings of the simulated providers.
 */
@NullMarked
package io.llmrouter.sample.upstream.embedding;

import org.jspecify.annotations.NullMarked;
