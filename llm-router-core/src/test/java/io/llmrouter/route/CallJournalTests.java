package io.llmrouter.route;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.testing.TestTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallJournalTests {

	private static final RouteCandidate SLOW = new RouteCandidate("slow", null);

	private static final RouteCandidate OTHER = new RouteCandidate("other", null);

	private final CallJournal journal = new CallJournal(new TestTimeSource());

	private final CallJournal.AttemptNote first = this.journal.started(SLOW, AttemptKind.FIRST, null);

	@Test
	void attemptBesideAnotherIsNotMadeOnceTheCallIsOver() {
		this.first.begin();
		CallJournal.AttemptNote hedge = hedge();
		this.first.succeeded();
		this.journal.over();
		assertThat(hedge.begin()).isFalse();
		assertThat(this.journal.attempts()).isEqualTo(1);
		assertThat(this.journal.extraAttempts()).isEmpty();
	}

	@Test
	void attemptNotedOnceTheCallIsOverCountsForNothing() {
		this.first.begin();
		this.first.succeeded();
		this.journal.over();
		CallJournal.AttemptNote late = hedge();
		assertThat(late.begin()).isFalse();
		late.cancelled();
		assertThat(this.journal.attempts()).isEqualTo(1);
		assertThat(this.journal.decision("default", "priority").attempts()).hasSize(1);
	}

	@Test
	void attemptThatStillRunsWhenTheCallIsOverCounts() {
		this.first.begin();
		CallJournal.AttemptNote hedge = hedge();
		assertThat(hedge.begin()).isTrue();
		this.first.succeeded();
		this.journal.over();
		assertThat(this.journal.extraAttempts()).hasSize(1);
		assertThat(this.journal.decision("default", "priority").attempts())
			.extracting((attempt) -> attempt.provider() + " " + attempt.outcome())
			.containsExactly("slow success", "other cancelled");
	}

	private CallJournal.AttemptNote hedge() {
		return this.journal.started(OTHER, AttemptKind.HEDGE,
				new ExtraAttempt(ExtraAttempt.Kind.HEDGE, "slow", (ErrorType) null));
	}

}
