package io.llmrouter.sample.client;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;

/**
 * Test of the running sample application with a client of OpenAI's. Its providers fail
 * only when they are told to; they are slow enough that a client can leave in the middle
 * of an answer.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
		"sample.upstream.seed=20261123", "sample.traffic.enabled=false",
		"sample.upstream.characters.swift.rate-limited-share=0", "sample.upstream.characters.steady.overloaded-share=0",
		"sample.upstream.characters.steady.median-token-interval=60ms",
		"sample.upstream.characters.frugal.overloaded-share=0", "sample.upstream.characters.frugal.slow-start-share=0",
		"sample.upstream.characters.frugal.cut-share=0", "sample.upstream.characters.local.slow-start-share=0",
		"llm.router.gateway.keys.all.key=" + ClientTest.KEY,
		"llm.router.gateway.keys.narrow.key=" + ClientTest.NARROW_KEY,
		"llm.router.gateway.keys.narrow.routes=quality" })
@interface ClientTest {

	/** Key that may use everything. */
	String KEY = "sk-client-0123456789";

	/** Key that may use the route 'quality' only. */
	String NARROW_KEY = "sk-narrow-0123456789";

}
