package io.llmrouter.actuate.page;

import java.lang.reflect.Method;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Mapping of the page of the endpoint {@code llm-metrics} in MVC applications. It stands
 * before the endpoints and leaves them all requests that are not meant for the page.
 *
 * @since 0.1.0
 */
public final class WebMvcPageMapping extends RequestMappingInfoHandlerMapping {

	private static final int BEFORE_THE_ENDPOINTS = -101;

	private final MetricsPage page;

	/**
	 * Create a mapping.
	 * @param endpoints the endpoints and their paths; without {@code llm-metrics} among
	 * them nothing is mapped
	 */
	public WebMvcPageMapping(PathMappedEndpoints endpoints) {
		this.page = new MetricsPage(endpoints);
		setOrder(BEFORE_THE_ENDPOINTS);
	}

	@Override
	protected void initHandlerMethods() {
		RequestMappingInfo.BuilderConfiguration configuration = new RequestMappingInfo.BuilderConfiguration();
		configuration.setPatternParser(getPatternParser());
		this.page.files()
			.forEach((path, file) -> registerHandlerMethod(file, PageFile.SERVE,
					RequestMappingInfo.paths(path).methods(RequestMethod.GET).options(configuration).build()));
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
	protected @Nullable HandlerMethod getHandlerInternal(HttpServletRequest request) throws Exception {
		HandlerMethod method = super.getHandlerInternal(request);
		boolean wanted = method != null
				&& this.page.isWanted(method.getBean(), new ServletServerHttpRequest(request).getHeaders());
		return wanted ? method : null;
	}

	@Override
	protected @Nullable HandlerMethod handleNoMatch(Set<RequestMappingInfo> infos, String path,
			HttpServletRequest request) {
		return null;
	}

}
