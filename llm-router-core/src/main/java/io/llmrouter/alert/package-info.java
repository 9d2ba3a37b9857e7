/**
 * Alerts on the figures of providers, with hysteresis.
 */
@NullMarked
package io.llmrouter.alert;

import org.jspecify.annotations.NullMarked;
