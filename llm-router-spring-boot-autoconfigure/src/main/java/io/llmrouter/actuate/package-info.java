/**
 * Actuator endpoints of the router.
 */
@NullMarked
package io.llmrouter.actuate;

import org.jspecify.annotations.NullMarked;
