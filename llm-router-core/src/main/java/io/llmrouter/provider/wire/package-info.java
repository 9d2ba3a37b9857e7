/**
 * What the providers of all wires share: their settings, and the way of a call.
 */
@NullMarked
package io.llmrouter.provider.wire;

import org.jspecify.annotations.NullMarked;
