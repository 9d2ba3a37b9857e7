/**
 * Books of very many calls, kept by all who take part in them.
 */
@NullMarked
package io.llmrouter.ledger;

import org.jspecify.annotations.NullMarked;
