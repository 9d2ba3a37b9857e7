package io.llmrouter.sample;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the background traffic.
 *
 * @param enabled whether there is any
 * @param interval time between two calls
 * @param concurrency the greatest number of calls in flight; a call that is due beyond it
 * is left out
 * @param routes routes to ask, in turn
 * @param providers providers to ask directly, in turn, past all routes
 * @since 0.1.0
 */
@ConfigurationProperties("sample.traffic")
record TrafficProperties(@DefaultValue("false") boolean enabled, @DefaultValue("500ms") Duration interval,
		@DefaultValue("8") int concurrency, @DefaultValue List<String> routes, @DefaultValue List<String> providers) {

	TrafficProperties {
		routes = List.copyOf(routes);
		providers = List.copyOf(providers);
	}

}
