/**
 * Page of the endpoint {@code llm-metrics} for browsers.
 */
@NullMarked
package io.llmrouter.actuate.page;

import org.jspecify.annotations.NullMarked;
