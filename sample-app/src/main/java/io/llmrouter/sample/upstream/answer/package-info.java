/**
 * What a simulated model is asked and what it answers, whatever the wire.
 */
@NullMarked
package io.llmrouter.sample.upstream.answer;

import org.jspecify.annotations.NullMarked;
