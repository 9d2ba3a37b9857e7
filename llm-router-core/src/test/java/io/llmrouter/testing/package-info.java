/**
 * Fixtures shared by the tests.
 */
@NullMarked
package io.llmrouter.testing;

import org.jspecify.annotations.NullMarked;
