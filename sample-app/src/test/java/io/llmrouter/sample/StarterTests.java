package io.llmrouter.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks what the published modules bring along, and what their build asks for.
 */
class StarterTests {

	private static final List<String> ALLOWED = List.of("io.llmrouter", "org.springframework", "io.projectreactor",
			"io.micrometer", "tools.jackson", "org.slf4j", "org.jspecify", "jakarta.servlet");

	// For circuits and limits of calls.
	private static final List<String> OF_THE_FIELD = List.of("io.github.resilience4j", "com.bucket4j");

	// Copied when the module is built, and no dependency of its users.
	private static final List<String> COPIED = List.of("org.webjars.npm");

	@ParameterizedTest
	@ValueSource(
			strings = { "llm-router-core", "llm-router-spring-boot-autoconfigure", "llm-router-spring-boot-starter" })
	void onlyWhatBootBringsAndFewOthersIsCompiledAgainst(String module) throws Exception {
		assertThat(compiled(module).keySet()).isNotEmpty()
			.allMatch((id) -> Stream.of(ALLOWED, OF_THE_FIELD, COPIED)
				.flatMap(List::stream)
				.anyMatch((group) -> id.startsWith(group + ".") || id.startsWith(group + ":")));
	}

	@Test
	void measuringLibrariesAreOptional() throws Exception {
		assertThat(compiled("llm-router-core")).containsEntry("io.micrometer:micrometer-core", true)
			.containsEntry("io.projectreactor:reactor-core", false);
		assertThat(compiled("llm-router-spring-boot-autoconfigure"))
			.containsEntry("org.springframework.boot:spring-boot-actuator-autoconfigure", true)
			.containsEntry("org.springframework.boot:spring-boot-micrometer-metrics", true)
			.containsEntry("org.springframework.boot:spring-boot-micrometer-observation", true)
			.containsEntry("org.springframework.ai:spring-ai-model", true)
			.containsEntry("org.springframework:spring-webmvc", true)
			.containsEntry("org.webjars.npm:uplot", true);
	}

	@Test
	void whatMeasuresIsCovered() throws Exception {
		String rule = "/project/build/plugins/plugin[artifactId='jacoco-maven-plugin']//rule";
		XPath xpath = XPathFactory.newInstance().newXPath();
		assertThat(xpath.evaluate(rule + "/limits/limit[counter='LINE']/minimum", pom("llm-router-core")))
			.isEqualTo("0.99");
		assertThat(xpath.evaluate(rule + "/includes", pom("llm-router-core"))).contains("io.llmrouter.call",
				"io.llmrouter.metrics", "io.llmrouter.stats");
	}

	private static Document pom(String module) throws Exception {
		return DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(Path.of("..", module, "pom.xml").toFile());
	}

	private static Map<String, Boolean> compiled(String module) throws Exception {
		XPath xpath = XPathFactory.newInstance().newXPath();
		NodeList dependencies = (NodeList) xpath.evaluate("/project/dependencies/dependency[not(scope='test')]",
				pom(module), XPathConstants.NODESET);
		Map<String, Boolean> optional = new TreeMap<>();
		for (int i = 0; i < dependencies.getLength(); i++) {
			Node dependency = dependencies.item(i);
			optional.put(xpath.evaluate("groupId", dependency) + ":" + xpath.evaluate("artifactId", dependency),
					Boolean.valueOf(xpath.evaluate("optional", dependency)));
		}
		return optional;
	}

}
