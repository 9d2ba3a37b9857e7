package io.llmrouter.springai.provider;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * What an exception tells of a provider's refusal. Understood are those of Spring's HTTP
 * clients, those of Spring AI's {@code spring-ai-retry}, which is known by name because
 * many applications do not have it, and those of the providers' own clients that have a
 * method {@code statusCode()}.
 *
 * @param status the HTTP status, or {@code null} where it is not known
 * @param isTransient whether Spring AI counts it among those that pass
 * @param headers the headers of the answer, as far as they are known
 * @param message the message, which may hold content
 */
record ToldFailure(@Nullable Integer status, boolean isTransient, HttpHeaders headers, String message) {

	private static final String RETRY_PACKAGE = "org.springframework.ai.retry.";

	/** Beginning of the messages of Spring AI's error handler (seen 2026-11). */
	private static final Pattern STATUS = Pattern.compile("^(?:HTTP )?([1-5]\\d\\d) - ");

	static @Nullable ToldFailure of(Throwable failure) {
		if (failure instanceof RestClientResponseException answered) {
			HttpHeaders headers = answered.getResponseHeaders();
			return told(answered.getStatusCode().value(), (headers != null) ? headers : HttpHeaders.EMPTY,
					answered.getResponseBodyAsString());
		}
		if (failure instanceof WebClientResponseException answered) {
			return told(answered.getStatusCode().value(), answered.getHeaders(), answered.getResponseBodyAsString());
		}
		String message = (failure.getMessage() != null) ? failure.getMessage() : "";
		if (isOfRetry(failure, "TransientAiException")) {
			return new ToldFailure(status(message), true, HttpHeaders.EMPTY, message);
		}
		if (isOfRetry(failure, "NonTransientAiException")) {
			return new ToldFailure(status(message), false, HttpHeaders.EMPTY, message);
		}
		Integer status = status(failure);
		return (status != null) ? told(status, HttpHeaders.EMPTY, message) : null;
	}

	private static ToldFailure told(int status, HttpHeaders headers, String message) {
		return new ToldFailure(status, false, headers, message);
	}

	private static boolean isOfRetry(Throwable failure, String name) {
		for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
			if (type.getName().equals(RETRY_PACKAGE + name)) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Integer status(String message) {
		Matcher matcher = STATUS.matcher(message);
		return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
	}

	private static @Nullable Integer status(Throwable failure) {
		Method method = ClassUtils.getMethodIfAvailable(failure.getClass(), "statusCode");
		if (method == null || method.getReturnType() != int.class
				|| !Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
			return null;
		}
		try {
			return (Integer) ReflectionUtils.invokeMethod(method, failure);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return "ToldFailure[status=" + this.status + "]";
	}

}
