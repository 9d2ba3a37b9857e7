/**
 * Faults of providers at the level of bytes, and what the router makes of them.
 */
@NullMarked
package io.llmrouter.fault;

import org.jspecify.annotations.NullMarked;
