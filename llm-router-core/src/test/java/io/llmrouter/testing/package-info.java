/**
 * Fixtures that several tests share.
 */
package io.llmrouter.testing;
