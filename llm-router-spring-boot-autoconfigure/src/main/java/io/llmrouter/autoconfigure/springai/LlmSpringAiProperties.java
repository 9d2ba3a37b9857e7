package io.llmrouter.autoconfigure.springai;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of the bridge to Spring AI.
 *
 * @param primary whether the router is the ChatModel that is injected where several are
 * there and none is named
 * @since 0.1.0
 */
@ConfigurationProperties(LlmSpringAiProperties.PREFIX)
public record LlmSpringAiProperties(@DefaultValue("false") boolean primary) {

	/** Prefix of all properties of the bridge. */
	public static final String PREFIX = "llm.router.spring-ai";

}
