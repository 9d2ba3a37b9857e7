package io.llmrouter.sample.prometheus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.llmrouter.embedding.EmbeddingRequest;
import io.llmrouter.embedding.EmbeddingResponse;
import io.llmrouter.provider.EmbeddingProvider;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Test of the running sample application with more traffic and more failures than it has
 * by itself, so that every meter has values soon.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
		"sample.upstream.seed=20261124", "sample.traffic.interval=25ms",
		"sample.upstream.characters.swift.rate-limited-share=0.3",
		"sample.upstream.characters.swift.median-token-interval=1ms",
		"sample.upstream.characters.steady.median-token-interval=1ms",
		"sample.upstream.characters.frugal.overloaded-share=0.1",
		"sample.upstream.characters.frugal.slow-start-share=0.2", "sample.upstream.characters.frugal.cut-share=0.2",
		"sample.upstream.characters.frugal.median-token-interval=2ms",
		"sample.upstream.characters.local.median-token-interval=2ms", "llm.router.routes.cheap.hedging.delay=200ms" })
@Import(ObservedSample.EmbeddingConfiguration.class)
@interface ObservedSample {

	/**
	 * Embeddings, which the sample does not make by itself, of a model without a price.
	 */
	@Configuration(proxyBeanMethods = false)
	class EmbeddingConfiguration {

		@Bean
		EmbeddingProvider unpricedEmbeddings() {
			return new LengthEmbeddings("lengths");
		}

	}

	/**
	 * Provider whose vectors hold the length of the text.
	 *
	 * @param name the name of the provider
	 */
	record LengthEmbeddings(String name) implements EmbeddingProvider {

		@Override
		public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
			return Mono.just(EmbeddingResponse.of(this.name,
					request.inputs().stream().map((text) -> new float[] { text.length() }).toList()));
		}

	}

}
