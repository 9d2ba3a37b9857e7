package io.llmrouter.gateway;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.llmrouter.gateway.openai.GatewayError;
import io.llmrouter.gateway.openai.GatewayException;
import io.llmrouter.gateway.openai.ModelListWriter;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Names that stand as the model, as each caller may see and use them. Thread-safe.
 */
final class Models {

	private final ModelCatalog catalog;

	private final EmbeddingModels embeddings;

	private final ModelListWriter writer;

	Models(ModelCatalog catalog, EmbeddingModels embeddings, JsonMapper json, Instant startedAt) {
		this.catalog = catalog;
		this.embeddings = embeddings;
		this.writer = new ModelListWriter(json, startedAt);
	}

	/**
	 * Return where a request goes.
	 * @param model the name that the caller wrote
	 * @param caller the caller
	 * @return the target
	 * @throws GatewayException where nothing has this name, or the caller may not use it
	 */
	ModelCatalog.Target target(String model, Caller caller) {
		checkAllowed(model, caller);
		ModelCatalog.Target target = this.catalog.find(model);
		if (target == null) {
			throw unknown();
		}
		return target;
	}

	/**
	 * Return who has an embedding model.
	 * @param model the name that the caller wrote
	 * @param caller the caller
	 * @return the provider and its model
	 * @throws GatewayException where nothing has this name, or the caller may not use it
	 */
	EmbeddingModels.Target embeddings(String model, Caller caller) {
		checkAllowed(model, caller);
		EmbeddingModels.Target target = this.embeddings.find(model);
		if (target == null) {
			throw unknown();
		}
		return target;
	}

	private static void checkAllowed(String model, Caller caller) {
		if (!caller.mayUse(model)) {
			throw GatewayError
				.invalid(403, "model_not_allowed", "model", "This API key may not use the requested model.")
				.exception();
		}
	}

	Mono<ServerResponse> list(ServerRequest request) {
		return Mono.fromSupplier(() -> new JsonResponse(200, this.writer.list(visible(request)), (headers) -> {
		}));
	}

	Mono<ServerResponse> one(ServerRequest request) {
		return Mono.fromSupplier(() -> {
			String id = request.pathVariable("id").substring(1);
			String owner = visible(request).get(id);
			if (owner == null) {
				throw unknown();
			}
			return new JsonResponse(200, this.writer.one(id, owner), (headers) -> {
			});
		});
	}

	private Map<String, String> visible(ServerRequest request) {
		Caller caller = Callers.of(request);
		Map<String, String> owners = new LinkedHashMap<>();
		Stream.concat(this.catalog.models().stream(), this.embeddings.models().stream())
			.filter((model) -> caller.mayUse(model.id()))
			.forEach((model) -> owners.putIfAbsent(model.id(), model.owner()));
		return owners;
	}

	// The name is not repeated: it is the caller's text.
	private static GatewayException unknown() {
		return GatewayError.invalid(404, "model_not_found", "model",
				"The requested model does not exist or you do not have access to it. GET /models lists those that do.")
			.exception();
	}

}
