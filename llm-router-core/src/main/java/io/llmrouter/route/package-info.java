/**
 * Routes, their candidates and strategies, and the loop of attempts that serves one
 * logical call.
 */
@NullMarked
package io.llmrouter.route;

import org.jspecify.annotations.NullMarked;
