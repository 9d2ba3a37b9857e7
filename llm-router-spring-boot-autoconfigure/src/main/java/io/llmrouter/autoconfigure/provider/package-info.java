/**
 * Auto-configuration of the providers that the properties name: checks, HTTP clients and
 * one bean each.
 */
@NullMarked
package io.llmrouter.autoconfigure.provider;

import org.jspecify.annotations.NullMarked;
