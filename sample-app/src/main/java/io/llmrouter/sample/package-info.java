/**
 * Sample application: one page and two HTTP endpoints in front of the router.
 */
@NullMarked
package io.llmrouter.sample;

import org.jspecify.annotations.NullMarked;
