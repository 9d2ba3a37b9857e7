/**
 * Google's Gemini API: {@code generateContent} and {@code streamGenerateContent}.
 */
@NullMarked
package io.llmrouter.provider.gemini;

import org.jspecify.annotations.NullMarked;
