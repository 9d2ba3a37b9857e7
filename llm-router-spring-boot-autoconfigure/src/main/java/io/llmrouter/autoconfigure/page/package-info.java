/**
 * Configuration of the page of the endpoint {@code llm-metrics}.
 */
@NullMarked
package io.llmrouter.autoconfigure.page;

import org.jspecify.annotations.NullMarked;
