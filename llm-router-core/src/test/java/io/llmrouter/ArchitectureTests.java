package io.llmrouter;

import java.util.List;
import java.util.Objects;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.llmrouter.provider.http.CallSite;
import io.llmrouter.provider.wire.Refusals;
import io.llmrouter.route.CandidateSignals;
import io.llmrouter.route.RankedCandidates;
import io.llmrouter.route.RouteCandidate;
import io.llmrouter.route.RoutingContext;
import io.llmrouter.route.RoutingStrategy;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "io.llmrouter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule noPackageCycles = slices().matching("io.(llmrouter..)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule chatValuesUseTheJdkOnly = classes().that()
		.resideInAPackage("io.llmrouter.chat")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "io.llmrouter.chat");

	@ArchTest
	static final ArchRule embeddingValuesUseTheJdkAndUsageOnly = classes().that()
		.resideInAPackage("io.llmrouter.embedding")
		.should()
		.onlyDependOnClassesThat(DescribedPredicate
			.<JavaClass>describe("are of the JDK, of the same package or the usage",
					(type) -> type.getName().equals("io.llmrouter.chat.TokenUsage"))
			.or(JavaClass.Predicates.resideInAnyPackage("java..", "org.jspecify..", "io.llmrouter.embedding")));

	@ArchTest
	static final ArchRule statisticsUseTheJdkAndCallsOnly = classes().that()
		.resideInAPackage("io.llmrouter.stats")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "org.slf4j..", "io.llmrouter.stats..", "io.llmrouter.call",
				"io.llmrouter.chat", "io.llmrouter.cost", "io.llmrouter.provider");

	@ArchTest
	static final ArchRule onlyWiresKnowSpringAndJackson = noClasses().that()
		.resideOutsideOfPackages("io.llmrouter.provider.*", "io.llmrouter.cost.file")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "tools.jackson..", "io.netty..", "reactor.netty..");

	@ArchTest
	static final ArchRule costsUseTheJdkAndCallsOnly = classes().that()
		.resideInAPackage("io.llmrouter.cost")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "io.llmrouter.cost", "io.llmrouter.call", "io.llmrouter.chat",
				"io.llmrouter.provider");

	@ArchTest
	static final ArchRule priceFilesKnowPricesAndJsonOnly = classes().that()
		.resideInAPackage("io.llmrouter.cost.file")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "tools.jackson..", "io.llmrouter.cost..");

	@ArchTest
	static final ArchRule alertsReadTheComparisonOnly = classes().that()
		.resideInAPackage("io.llmrouter.alert")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "org.slf4j..", "io.llmrouter.alert", "io.llmrouter.stats");

	@ArchTest
	static final ArchRule onlyTheMetricsPackageKnowsMicrometer = noClasses().that()
		.resideOutsideOfPackage("io.llmrouter.metrics..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.micrometer..");

	@ArchTest
	static final ArchRule onlyHealthKnowsTheCircuitBreakerLibrary = noClasses().that()
		.resideOutsideOfPackage("io.llmrouter.route.health")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.github.resilience4j..");

	@ArchTest
	static final ArchRule onlyLimitsKnowTheTokenBucketLibrary = noClasses().that()
		.resideOutsideOfPackage("io.llmrouter.route.limit")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.github.bucket4j..");

	@ArchTest
	static final ArchRule routerReadsNeitherMetersNorStatistics = noClasses().that()
		.resideInAnyPackage("io.llmrouter.route..", "io.llmrouter")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.llmrouter.metrics..", "io.llmrouter.stats..");

	@ArchTest
	static final ArchRule strategiesKnowNeitherClockNorChanceNorReactor = classes().that()
		.resideInAPackage("io.llmrouter.route.strategy")
		.should()
		.onlyDependOnClassesThat(DescribedPredicate.or(
				JavaClass.Predicates.resideInAnyPackage("java.lang", "org.jspecify..", "io.llmrouter.chat",
						"io.llmrouter.route.strategy"),
				JavaClass.Predicates.belongToAnyOf(List.class, Objects.class, CandidateSignals.class,
						RankedCandidates.class, RouteCandidate.class, RoutingContext.class, RoutingStrategy.class)));

	@ArchTest
	static final ArchRule strategiesKeepNoState = noFields().that()
		.areDeclaredInClassesThat()
		.resideInAPackage("io.llmrouter.route.strategy")
		.should()
		.notBeFinal();

	// So that each names the types of providers that have it, which a test goes through.
	@ArchTest
	static final ArchRule requestsAreRefusedInTwoPlaces = noClasses().that()
		.doNotBelongToAnyOf(CallSite.class, Refusals.class)
		.should()
		.callMethod(CallSite.class, "unsupported", String.class, String.class, List.class);

	@ArchTest
	static final ArchRule classesAreFinalUnlessMadeForExtension = classes().that()
		.areNotInterfaces()
		.and()
		.areNotEnums()
		.and()
		.areTopLevelClasses()
		.and(DescribedPredicate.not(HasName.Predicates.nameMatching(".*(package-info|ObservationContext|Convention)")))
		.should()
		.haveModifier(JavaModifier.FINAL)
		.orShould()
		.haveModifier(JavaModifier.ABSTRACT);

	@ArchTest
	static final ArchRule everyPackageIsNullMarked = classes().that()
		.haveSimpleName("package-info")
		.should()
		.beAnnotatedWith(NullMarked.class);

	@ArchTest
	static final ArchRule nothingBlocks = noClasses().should()
		.callMethodWhere(new DescribedPredicate<>("it waits for a publisher or sleeps") {

			@Override
			public boolean test(JavaMethodCall call) {
				String name = call.getTarget().getName();
				JavaClass owner = call.getTargetOwner();
				return name.startsWith("block") && owner.getPackageName().startsWith("reactor.core")
						|| name.equals("sleep") && owner.isEquivalentTo(Thread.class);
			}

		});

}
