/**
 * Provider-neutral values of embeddings: texts in, vectors out.
 */
@NullMarked
package io.llmrouter.embedding;

import org.jspecify.annotations.NullMarked;
