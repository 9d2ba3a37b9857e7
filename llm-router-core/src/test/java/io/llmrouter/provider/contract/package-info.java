/**
 * Tests of what all wires have in common, run against each of them.
 */
@NullMarked
package io.llmrouter.provider.contract;

import org.jspecify.annotations.NullMarked;
