/**
 * Provider-neutral chat values: what is asked, what is answered, what it used.
 */
@NullMarked
package io.llmrouter.chat;

import org.jspecify.annotations.NullMarked;
