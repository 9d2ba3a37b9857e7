/**
 * What all wire protocols share: the HTTP exchange, the decoding of event streams, and
 * the reading of what a failed exchange tells.
 */
@NullMarked
package io.llmrouter.provider.http;

import org.jspecify.annotations.NullMarked;
