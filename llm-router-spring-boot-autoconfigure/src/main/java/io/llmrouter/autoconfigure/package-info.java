/**
 * Auto-configuration: properties, provider beans, router, the aspect that observes every
 * provider, meters and endpoint.
 */
@NullMarked
package io.llmrouter.autoconfigure;

import org.jspecify.annotations.NullMarked;
