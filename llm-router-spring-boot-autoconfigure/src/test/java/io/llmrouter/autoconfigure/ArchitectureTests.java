package io.llmrouter.autoconfigure;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

@AnalyzeClasses(packages = { "io.llmrouter.autoconfigure", "io.llmrouter.actuate", "io.llmrouter.gateway",
		"io.llmrouter.springai" }, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule noPackageCycles = slices().matching("io.(llmrouter..)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule endpointsDoNotKnowTheAutoConfiguration = noClasses().that()
		.resideInAPackage("io.llmrouter.actuate..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.llmrouter.autoconfigure..");

	@ArchTest
	static final ArchRule pageKnowsItsPathsAlone = classes().that()
		.resideInAPackage("io.llmrouter.actuate.page")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.llmrouter.actuate.page", "java..", "jakarta.servlet..", "org.jspecify..",
				"org.springframework..", "reactor..");

	@ArchTest
	static final ArchRule gatewayDoesNotKnowTheAutoConfiguration = noClasses().that()
		.resideInAPackage("io.llmrouter.gateway..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.llmrouter.autoconfigure..");

	@ArchTest
	static final ArchRule jsonOfTheGatewayKnowsNoHttp = noClasses().that()
		.resideInAPackage("io.llmrouter.gateway.openai")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.llmrouter.gateway", "org.springframework..", "reactor..");

	@ArchTest
	static final ArchRule bridgeToSpringAiDoesNotKnowTheAutoConfiguration = noClasses().that()
		.resideInAPackage("io.llmrouter.springai..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.llmrouter.autoconfigure..", "org.springframework.boot..");

	@ArchTest
	static final ArchRule onlyTheBridgeKnowsSpringAi = noClasses().that()
		.resideOutsideOfPackages("io.llmrouter.springai..", "io.llmrouter.autoconfigure.springai")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.ai..", "io.llmrouter.springai..");

	@ArchTest
	static final ArchRule autoConfigurationsArePublicAndFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL);

	@ArchTest
	static final ArchRule autoConfigurationsHaveNoPublicMembers = methods().that()
		.areDeclaredInClassesThat()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.notBePublic();

	@ArchTest
	static void everyAutoConfigurationIsListed(JavaClasses classes) {
		List<String> listed = ImportCandidates.load(AutoConfiguration.class, ArchitectureTests.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.llmrouter."))
			.toList();
		assertThat(classes.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.map(JavaClass::getName)).containsExactlyInAnyOrderElementsOf(listed);
	}

}
