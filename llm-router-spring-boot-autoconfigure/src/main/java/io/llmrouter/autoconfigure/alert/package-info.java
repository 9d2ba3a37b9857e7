/**
 * Auto-configuration of alerts.
 */
@NullMarked
package io.llmrouter.autoconfigure.alert;

import org.jspecify.annotations.NullMarked;
