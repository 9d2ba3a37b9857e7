package io.llmrouter.gateway;

import java.util.List;

import io.llmrouter.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * Names that callers may use as the model. Define a bean of this type where the routes of
 * an application are not those of its configuration. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ModelCatalog {

	/**
	 * Return what a name stands for.
	 * @param name the name, as the caller wrote it
	 * @return the target, or {@code null} where nothing has this name
	 */
	@Nullable Target find(String name);

	/**
	 * Return all names that are listed: routes, and models with their provider.
	 * @return the models, in a fixed order
	 */
	List<Model> models();

	/**
	 * Where a request goes.
	 *
	 * @param route the route, or {@code null} for the default route
	 * @param provider the only provider to ask, or {@code null} for the choice of the
	 * route
	 * @param model the model to ask for, or {@code null} for the configured ones
	 */
	record Target(@Nullable String route, @Nullable String provider, @Nullable String model) {

		ChatRequest address(ChatRequest request) {
			return new ChatRequest(this.route, this.provider, this.model, request.conversationId(), request.timeout(),
					request.messages(), request.tools(), request.options());
		}

	}

	/**
	 * Name that is listed.
	 *
	 * @param id the name
	 * @param owner the provider, or {@code llm-router} for a route
	 */
	record Model(String id, String owner) {

	}

}
