package io.llmrouter.sample;

import java.util.Map;
import java.util.Set;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoint that tells the page which routes are configured.
 */
@RestController
class RouteController {

	private final Set<String> routes;

	RouteController(Environment environment) {
		this.routes = Binder.get(environment)
			.bind("llm.router.routes", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of("default", Map.of()))
			.keySet();
	}

	@GetMapping("/routes")
	Set<String> routes() {
		return this.routes;
	}

}
