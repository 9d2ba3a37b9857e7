package io.llmrouter.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llmrouter.LlmRouter;
import io.llmrouter.autoconfigure.LlmRouterAutoConfiguration;
import io.llmrouter.autoconfigure.LlmRouterMetricsAutoConfiguration;
import io.llmrouter.autoconfigure.provider.LlmProviderAutoConfiguration;
import io.llmrouter.chat.ChatChunk;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ChatResponse;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.LlmRouterException;
import io.llmrouter.stats.ComparisonStatistics;
import io.llmrouter.stats.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles the provider that the documentation shows and runs it against a server on
 * loopback.
 */
class ProviderRecipeTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String IMPORTS = """
			import java.util.*;
			import io.llmrouter.chat.*;
			import io.llmrouter.provider.*;
			import io.llmrouter.provider.http.*;
			import org.springframework.beans.factory.annotation.*;
			import org.springframework.stereotype.*;
			import org.springframework.web.reactive.function.client.*;
			import reactor.core.publisher.*;
			""";

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final Snippets snippets = new Snippets(Path.of("..", "docs", "providers.md"));

	@TempDir
	private Path classes;

	private DisposableServer house;

	@BeforeEach
	void start() {
		this.house = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.route((routes) -> routes.post("/generate", this::answer))
			.bindNow();
	}

	@AfterEach
	void stop() {
		this.house.disposeNow();
	}

	@Test
	void recipeHasFewerThanFortyLines() throws IOException {
		assertThat(this.snippets.text("HouseProvider.java").lines()).hasSizeBetween(20, 39)
			.allSatisfy((line) -> assertThat(line.replace("\t", "    ")).hasSizeLessThanOrEqualTo(120));
	}

	@Test
	void wholeAnswerHasTextAndUsage() {
		run((context) -> {
			ChatResponse answer = context.getBean(LlmRouter.class).chat(request("Hello")).block(PATIENCE);
			assertThat(answer.text()).isEqualTo("Hi there");
			assertThat(answer.usage()).isEqualTo(TokenUsage.of(5, 7));
			assertThat(this.asked).singleElement().asString().contains("\"Be brief\",\"Hello\"", "\"stream\":false");
		});
	}

	@Test
	void streamIsTextAndUsage() {
		run((context) -> {
			Flux<ChatChunk> chunks = context.getBean(LlmRouter.class).stream(request("Hello"));
			assertThat(chunks.collectList().block(PATIENCE)).containsExactly(new ChatChunk.TextDelta("Hi "),
					new ChatChunk.TextDelta("there"), new ChatChunk.Usage(TokenUsage.of(5, 7)));
		});
	}

	@Test
	void cutStreamIsAnError() {
		run((context) -> StepVerifier.create(context.getBean(LlmRouter.class).stream(request("cut")))
			.expectNextCount(2)
			.expectErrorSatisfies((failure) -> assertThat(((LlmRouterException) failure).errorType())
				.isEqualTo(ErrorType.STREAM_INTERRUPTED))
			.verify(PATIENCE));
	}

	@Test
	void refusalIsClassifiedByItsStatus() {
		run((context) -> StepVerifier.create(context.getBean(LlmRouter.class).chat(request("forbidden")))
			.expectErrorSatisfies((failure) -> assertThat(((LlmRouterException) failure).errorType())
				.isEqualTo(ErrorType.PERMISSION_DENIED))
			.verify(PATIENCE));
	}

	@Test
	void callsAreMeasured() {
		run((context) -> {
			LlmRouter router = context.getBean(LlmRouter.class);
			router.chat(request("Hello")).then(router.stream(request("Hello")).then()).block(PATIENCE);
			assertThat(context.getBean(ComparisonStatistics.class).compare(Window.ALL).ranking()).singleElement()
				.satisfies((row) -> {
					assertThat(row.provider()).isEqualTo("house");
					assertThat(row.calls().succeeded()).isEqualTo(2);
					assertThat(row.tokens().output()).isEqualTo(14);
				});
		});
	}

	private void run(ContextConsumer<AssertableApplicationContext> test) {
		try {
			Class<?> provider = this.snippets.compiled("HouseProvider", IMPORTS, this.classes);
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(CodecsAutoConfiguration.class,
						WebClientAutoConfiguration.class, LlmProviderAutoConfiguration.class,
						LlmRouterAutoConfiguration.class, LlmRouterMetricsAutoConfiguration.class))
				.withClassLoader(provider.getClassLoader())
				.withBean(provider)
				.withPropertyValues("house.url=http://127.0.0.1:" + this.house.port())
				.run(test);
		}
		catch (IOException | ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ChatRequest request(String message) {
		return ChatRequest.builder().system("Be brief").user(message).build();
	}

	private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		return request.receive().aggregate().asString().flatMap((body) -> answer(body, response));
	}

	private Mono<Void> answer(String body, HttpServerResponse response) {
		this.asked.add(body);
		if (body.contains("forbidden")) {
			return response.status(403).send();
		}
		if (body.contains("\"stream\":false")) {
			return response.header("content-type", "application/json")
				.sendString(Mono.just(line("Hi there", true)))
				.then();
		}
		Flux<String> lines = Flux.just(line("Hi ", false), line("there", false));
		return response.header("content-type", "application/x-ndjson")
			.sendString(body.contains("cut") ? lines : lines.concatWithValues(line("", true)))
			.then();
	}

	private static String line(String text, boolean done) {
		return "{\"text\": \"" + text + "\", \"done\": " + done + ", \"in\": 5, \"out\": 7}\n";
	}

}
