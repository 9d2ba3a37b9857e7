import java.util.stream.Stream;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs the test classes that the arguments name, prints the first failed test, and exits
 * with 0 where all pass, 1 where one fails, 2 where there is none.
 */
final class RunTests {

	private RunTests() {
	}

	public static void main(String[] types) {
		SummaryGeneratingListener listener = new SummaryGeneratingListener();
		LauncherFactory.create()
			.execute(LauncherDiscoveryRequestBuilder.request()
				.selectors(Stream.of(types).map(DiscoverySelectors::selectClass).toList())
				.build(), listener);
		TestExecutionSummary summary = listener.getSummary();
		summary.getFailures()
			.stream()
			.limit(1)
			.forEach((failure) -> System.out.println("FAILED " + failure.getTestIdentifier().getUniqueId()
				.replaceAll(".*\\[class:[^]]*\\.(\\w+)].*?\\[[a-z-]+:(\\w+)\\b.*", "$1.$2")));
		boolean failed = summary.getTotalFailureCount() > 0;
		System.exit(failed ? 1 : (summary.getTestsSucceededCount() > 0) ? 0 : 2);
	}

}
