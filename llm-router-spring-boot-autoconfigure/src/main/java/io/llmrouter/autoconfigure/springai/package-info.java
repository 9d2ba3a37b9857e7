/**
 * Auto-configuration of the bridge to Spring AI.
 */
@NullMarked
package io.llmrouter.autoconfigure.springai;

import org.jspecify.annotations.NullMarked;
