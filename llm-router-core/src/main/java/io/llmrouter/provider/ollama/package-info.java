/**
 * Ollama's own chat protocol, which streams newline-delimited JSON.
 */
@NullMarked
package io.llmrouter.provider.ollama;

import org.jspecify.annotations.NullMarked;
