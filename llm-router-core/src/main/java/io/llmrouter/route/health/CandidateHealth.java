package io.llmrouter.route.health;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import io.llmrouter.call.ModelLabels;
import io.llmrouter.call.TimeSource;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health of one candidate: its circuit, its cool-down, and that of the credential it
 * shares with the other models of its provider. A circuit tells whether the candidate
 * works; a cool-down is what the provider asked for. Thread-safe; constant memory.
 *
 * @since 0.1.0
 */
public final class CandidateHealth {

	private static final Logger logger = LoggerFactory.getLogger(CandidateHealth.class);

	private final CandidateName name;

	private final TimeSource time;

	private final Circuit circuit;

	private final CoolDown coolDown;

	private final CoolDown credential;

	private volatile @Nullable Failure lastFailure;

	CandidateHealth(CandidateName name, HealthSettings settings, CoolDown credential, TimeSource time,
			RandomGenerator random) {
		this.name = name;
		this.time = time;
		this.circuit = new Circuit(name, settings, time, random);
		this.coolDown = new CoolDown(time);
		this.credential = credential;
	}

	/**
	 * Return whose health this is.
	 * @return the name
	 */
	public CandidateName name() {
		return this.name;
	}

	/**
	 * Return the state of the circuit.
	 * @return the state
	 */
	public CircuitState circuit() {
		return this.circuit.state();
	}

	/**
	 * Return the share of its usual calls that the candidate should get: 1, but less for
	 * a while after its circuit closed. Probes of a half-open circuit are few already.
	 * @return the share, from 0.1 to 1
	 */
	public double share() {
		return this.circuit.share();
	}

	/**
	 * Return how long the provider wants not to be asked.
	 * @return the rest of the cool-down, zero where there is none
	 */
	public Duration cooling() {
		return Duration.ofNanos(coolingNanos());
	}

	private long coolingNanos() {
		return Math.max(this.coolDown.remainingNanos(), this.credential.remainingNanos());
	}

	/**
	 * Return why the candidate must not be asked now.
	 * @return the reason, or {@code null} where it may be asked
	 */
	public @Nullable Unavailable unavailable() {
		long cooling = coolingNanos();
		if (cooling > 0) {
			return new Unavailable(Unavailable.Reason.COOLING_DOWN, Duration.ofNanos(cooling));
		}
		if (this.circuit.state() == CircuitState.CLOSED) {
			return null;
		}
		long open = this.circuit.openNanos();
		if (open > 0) {
			return new Unavailable(Unavailable.Reason.CIRCUIT_OPEN, Duration.ofNanos(open));
		}
		return this.circuit.hasRoom() ? null : new Unavailable(Unavailable.Reason.PROBING, Duration.ZERO);
	}

	/**
	 * Ask the circuit for a call.
	 * @return the permission, or {@code null} where it lets none through
	 */
	public @Nullable HealthPermit tryAcquire() {
		HealthPermit permit = this.circuit.tryAcquire(this);
		tellChange();
		return permit;
	}

	/**
	 * Take a call whatever the circuit says, because no other candidate is left. Its
	 * success helps the circuit to recover, its failure changes nothing.
	 * @return the permission
	 */
	public HealthPermit acquire() {
		HealthPermit permit = this.circuit.acquire(this);
		tellChange();
		return permit;
	}

	/**
	 * Cool down after a refusal. A refused key or a used-up quota puts all models of the
	 * provider aside, every other refusal this one only; a model that nobody configured
	 * shares its state with other such models and must not block them by not existing.
	 * @param refusal what the provider said
	 * @param pause how long: exactly, where the provider told; else at first, and longer
	 * each time in a row
	 */
	public void coolDown(ErrorDetails refusal, Duration pause) {
		ErrorType type = refusal.type();
		boolean unknownModel = (type == ErrorType.PERMISSION_DENIED || type == ErrorType.NOT_FOUND)
				&& this.name.model().equals(ModelLabels.OTHER);
		if (unknownModel) {
			return;
		}
		boolean everyModel = type == ErrorType.AUTHENTICATION || type == ErrorType.QUOTA_EXHAUSTED;
		CoolDown affected = everyModel ? this.credential : this.coolDown;
		if (refusal.retryAfter() != null) {
			affected.told(pause);
		}
		else {
			affected.guessed(pause);
		}
		logger.info("Provider '{}', model '{}' cools down for {} ms after {}", this.name.provider(),
				everyModel ? "*" : this.name.model(), TimeUnit.NANOSECONDS.toMillis(affected.remainingNanos()),
				type.code());
	}

	/**
	 * Return the health at this moment.
	 * @return the report
	 */
	public HealthReport report() {
		Failure failure = this.lastFailure;
		return new HealthReport(this.name, circuit(), positive(this.circuit.openNanos()), positive(coolingNanos()),
				share(), (failure != null) ? failure.type() : null, (failure != null) ? failure.at() : null);
	}

	private static @Nullable Duration positive(long nanos) {
		return (nanos > 0) ? Duration.ofNanos(nanos) : null;
	}

	void firstContent(HealthPermit permit, long latencyNanos) {
		this.coolDown.succeeded();
		this.credential.succeeded();
		this.circuit.firstContent(permit, latencyNanos);
		tellChange();
	}

	void succeeded(HealthPermit permit) {
		this.circuit.succeeded(permit);
		tellChange();
	}

	void failed(HealthPermit permit, ErrorType type) {
		boolean first = this.circuit.failed(permit, HealthVerdict.of(type));
		if (first && type != ErrorType.CANCELLED) {
			this.lastFailure = new Failure(type, this.time.now());
		}
		tellChange();
	}

	void cancelled(HealthPermit permit) {
		this.circuit.cancelled(permit);
	}

	private void tellChange() {
		Circuit.Change change = this.circuit.change();
		if (change != null) {
			logger.info("Circuit of provider '{}', model '{}' is {}{}", this.name.provider(), this.name.model(),
					change.state().code(), (change.state() != CircuitState.OPEN) ? ""
							: " for " + TimeUnit.NANOSECONDS.toMillis(change.pauseNanos()) + " ms");
		}
	}

	/**
	 * Failure of a call.
	 *
	 * @param type the reason
	 * @param at when it was noticed
	 */
	private record Failure(ErrorType type, Instant at) {
	}

}
