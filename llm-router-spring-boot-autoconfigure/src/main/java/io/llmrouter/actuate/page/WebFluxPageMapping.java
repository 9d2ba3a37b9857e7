package io.llmrouter.actuate.page;

import java.lang.reflect.Method;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.server.ServerWebExchange;

/**
 * Mapping of the page of the endpoint {@code llm-metrics} in WebFlux applications. It
 * stands before the endpoints and leaves them all requests that are not meant for the
 * page.
 *
 * @since 0.1.0
 */
public final class WebFluxPageMapping extends RequestMappingInfoHandlerMapping {

	private static final int BEFORE_THE_ENDPOINTS = -101;

	private final MetricsPage page;

	/**
	 * Create a mapping.
	 * @param endpoints the endpoints and their paths; without {@code llm-metrics} among
	 * them nothing is mapped
	 */
	public WebFluxPageMapping(PathMappedEndpoints endpoints) {
		this.page = new MetricsPage(endpoints);
		setOrder(BEFORE_THE_ENDPOINTS);
	}

	@Override
	protected void initHandlerMethods() {
		this.page.files()
			.forEach((path, file) -> registerHandlerMethod(file, PageFile.SERVE,
					RequestMappingInfo.paths(path).methods(RequestMethod.GET).build()));
	}

	@Override
	protected boolean isHandler(Class<?> beanType) {
		return false;
	}

	@Override
	protected @Nullable RequestMappingInfo getMappingForMethod(Method method, Class<?> handlerType) {
		return null;
	}

	@Override
	public Mono<HandlerMethod> getHandlerInternal(ServerWebExchange exchange) {
		return super.getHandlerInternal(exchange)
			.filter((method) -> this.page.isWanted(method.getBean(), exchange.getRequest().getHeaders()));
	}

	@Override
	protected @Nullable HandlerMethod handleNoMatch(Set<RequestMappingInfo> infos, ServerWebExchange exchange) {
		return null;
	}

}
