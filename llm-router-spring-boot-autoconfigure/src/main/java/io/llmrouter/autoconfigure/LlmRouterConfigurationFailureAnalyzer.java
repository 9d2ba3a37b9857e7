package io.llmrouter.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzer of bad router configuration: names the key, what is wrong with it and the fix.
 */
final class LlmRouterConfigurationFailureAnalyzer
		extends AbstractFailureAnalyzer<InvalidLlmRouterConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidLlmRouterConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.action(), cause);
	}

}
