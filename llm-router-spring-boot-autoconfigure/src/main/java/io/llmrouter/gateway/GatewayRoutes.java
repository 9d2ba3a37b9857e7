package io.llmrouter.gateway;

import io.llmrouter.LlmRouter;
import io.llmrouter.call.CoarseScheduler;
import io.llmrouter.call.TimeSource;
import io.llmrouter.gateway.openai.GatewayError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.springframework.web.reactive.function.server.RequestPredicates.all;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

/**
 * Paths of the endpoint. Every request is checked for its key first; everything beneath
 * the base path is answered here, unknown paths and methods with OpenAI's errors.
 *
 * @since 0.1.0
 */
public final class GatewayRoutes {

	private static final String REQUEST_ID = "x-request-id";

	private final GatewaySettings settings;

	private final GatewayKeys keys;

	private final ChatHandler chat;

	private final EmbeddingHandler embeddings;

	private final Models models;

	private final ErrorResponses errors;

	/**
	 * Create the paths.
	 * @param settings the settings
	 * @param keys the keys of the callers; empty where everyone may ask
	 * @param router the router that answers
	 * @param catalog the names that may stand as the model
	 * @param embeddings the models that embed
	 */
	public GatewayRoutes(GatewaySettings settings, GatewayKeys keys, LlmRouter router, ModelCatalog catalog,
			EmbeddingModels embeddings) {
		// Of its own: what the application does to its mapper must not change the wire.
		JsonMapper json = JsonMapper.builder().build();
		Scheduler scheduler = new CoarseScheduler(Schedulers.parallel(), TimeSource.SYSTEM);
		this.settings = settings;
		this.keys = keys;
		RequestBodies bodies = new RequestBodies(settings, scheduler);
		this.errors = new ErrorResponses(json);
		this.models = new Models(catalog, embeddings, json, TimeSource.SYSTEM.now());
		this.chat = new ChatHandler(router, this.models, bodies,
				new Heartbeats(settings.heartbeatInterval(), scheduler), this.errors, json, TimeSource.SYSTEM);
		this.embeddings = new EmbeddingHandler(this.models, bodies, this.errors, json, TimeSource.SYSTEM);
	}

	/**
	 * Return the routes.
	 * @return a function for WebFlux
	 */
	public RouterFunction<ServerResponse> toRouterFunction() {
		RouterFunction<ServerResponse> paths = RouterFunctions.route()
			.POST("/chat/completions", this.chat::handle)
			.POST("/embeddings", this.embeddings::handle)
			.GET("/models", this.models::list)
			.GET("/models/{*id}", this.models::one)
			.route(path("/chat/completions").or(path("/embeddings")).or(path("/models")), GatewayRoutes::wrongMethod)
			.route(all(), GatewayRoutes::unknownPath)
			.filter(this::check)
			.build();
		return RouterFunctions.nest(path(this.settings.basePath()), paths);
	}

	private Mono<ServerResponse> check(ServerRequest request, HandlerFunction<ServerResponse> next) {
		return Mono.defer(() -> {
			request.exchange().getResponse().getHeaders().set(REQUEST_ID, Ids.next("req_"));
			Callers.keep(request, this.keys.caller(request.exchange().getRequest().getHeaders()));
			return next.handle(request);
		}).onErrorResume((failure) -> Mono.just(this.errors.of(failure, null)));
	}

	private static Mono<ServerResponse> wrongMethod(ServerRequest request) {
		return Mono.error(
				GatewayError
					.invalid(405, "method_not_supported", null,
							"Not allowed to " + request.method()
									+ " on this URL. Perhaps you meant to use another HTTP method?")
					.exception());
	}

	private static Mono<ServerResponse> unknownPath(ServerRequest request) {
		return Mono.error(GatewayError
			.invalid(404, "unknown_url", null,
					"Unknown request URL. Please check the URL for typos, and the base URL of your client.")
			.exception());
	}

}
