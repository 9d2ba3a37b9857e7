/**
 * Health of the candidates of routes: circuits, cool-downs and recovery.
 */
@NullMarked
package io.llmrouter.route.health;

import org.jspecify.annotations.NullMarked;
