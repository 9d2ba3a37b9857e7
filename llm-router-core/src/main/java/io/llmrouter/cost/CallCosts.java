package io.llmrouter.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.llmrouter.call.ChatCall;
import io.llmrouter.call.Outcome;
import io.llmrouter.chat.TokenUsage;
import io.llmrouter.provider.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Cost of finished calls, an estimate of what the provider will charge. Thread-safe;
 * leaves no garbage but where a provider reports its cost itself.
 * <ol>
 * <li>What the provider reported as its cost is the cost.</li>
 * <li>A call that the provider refused, or that never reached it, costs nothing.</li>
 * <li>Else the tokens used are priced; the price is that of the model label, of the
 * requested model or of the model that the provider named, whichever is known first.</li>
 * <li>Where price or tokens are not known, the cost is not known either: a call that
 * broke before anything came may have cost something.</li>
 * </ol>
 *
 * @since 0.1.0
 */
public final class CallCosts {

	/** The cost of a call of which the cost is not known. */
	public static final long UNKNOWN = -1;

	private static final int PICO_DECIMALS = 12;

	private static final int MAX_RATES = 1_000;

	// What no provider reports for one call in earnest.
	private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000);

	// The others leave open what the provider did before the call broke.
	private static final Set<ErrorType> FREE = EnumSet.of(ErrorType.INVALID_REQUEST, ErrorType.UNSUPPORTED_FEATURE,
			ErrorType.CONTEXT_LENGTH_EXCEEDED, ErrorType.REQUEST_TOO_LARGE, ErrorType.CONTENT_FILTER,
			ErrorType.AUTHENTICATION, ErrorType.PERMISSION_DENIED, ErrorType.NOT_FOUND, ErrorType.QUOTA_EXHAUSTED,
			ErrorType.RATE_LIMITED, ErrorType.OVERLOADED, ErrorType.SERVER_ERROR, ErrorType.TIMEOUT_CONNECT,
			ErrorType.CIRCUIT_OPEN, ErrorType.LOCAL_LIMIT, ErrorType.BUDGET_EXHAUSTED, ErrorType.NO_CANDIDATE);

	private final PriceList prices;

	private final Map<String, Map<String, Known>> rates = new ConcurrentHashMap<>();

	private final AtomicInteger size = new AtomicInteger();

	/**
	 * Create costs.
	 * @param prices the prices
	 */
	public CallCosts(PriceList prices) {
		this.prices = prices;
	}

	/**
	 * Return costs that know no prices, only what providers report.
	 * @return the costs
	 */
	public static CallCosts none() {
		return new CallCosts(PriceList.none());
	}

	/**
	 * Return the day on which the prices were right.
	 * @return the day, or {@code null} where it is not known
	 */
	public @Nullable LocalDate pricesAsOf() {
		return this.prices.asOf();
	}

	/**
	 * Return the cost of a call in US dollars.
	 * @param call the finished call
	 * @return the cost, 0 where nothing is charged, or {@code null} where it is not known
	 */
	public @Nullable BigDecimal usd(ChatCall call) {
		long picos = picoUsd(call);
		return (picos != UNKNOWN) ? usd(picos) : null;
	}

	/**
	 * Return the cost of a call in picodollars, 10<sup>-12</sup> USD. Takes two hash
	 * lookups.
	 * @param call the finished call
	 * @return the cost, 0 where nothing is charged, or {@link #UNKNOWN}
	 */
	public long picoUsd(ChatCall call) {
		TokenUsage usage = call.usage();
		BigDecimal reported = (usage != null) ? usage.reportedCostUsd() : null;
		if (reported != null && reported.signum() >= 0 && reported.compareTo(MOST_USD) <= 0) {
			return reported.movePointRight(PICO_DECIMALS).setScale(0, RoundingMode.HALF_UP).longValueExact();
		}
		if (usage == null || (usage.inputTokens() == null && usage.outputTokens() == null)) {
			return isFree(call) ? 0 : UNKNOWN;
		}
		Rate rate = rate(call);
		return (rate != null) ? rate.cost(usage) : UNKNOWN;
	}

	/**
	 * Return whether the cost of a call was spent in vain: the call failed, or its answer
	 * was not waited for.
	 * @param call the finished call
	 * @return whether it was
	 */
	public static boolean isWasted(ChatCall call) {
		return call.outcome() != Outcome.SUCCESS;
	}

	/**
	 * Convert picodollars.
	 * @param picos the picodollars
	 * @return the US dollars, exactly
	 */
	public static BigDecimal usd(long picos) {
		return BigDecimal.valueOf(picos, PICO_DECIMALS);
	}

	@Nullable Rate rate(String provider, String model) {
		Map<String, Known> models = this.rates.get(provider);
		Known known = (models != null) ? models.get(model) : null;
		return (known != null) ? known.rate : find(provider, model);
	}

	private @Nullable Rate rate(ChatCall call) {
		Rate rate = rate(call.provider(), call.model());
		String requested = call.start().requestedModel();
		if (rate == null && requested != null && !requested.equals(call.model())) {
			rate = rate(call.provider(), requested);
		}
		String answered = call.responseModel();
		if (rate == null && answered != null && !answered.equals(requested)) {
			rate = rate(call.provider(), answered);
		}
		return rate;
	}

	private @Nullable Rate find(String provider, String model) {
		Rate rate = Rate.of(this.prices.find(provider, model));
		// Names may come from callers and providers: those beyond the bound are looked up
		// each time.
		if (this.size.get() < MAX_RATES) {
			Map<String, Known> models = this.rates.computeIfAbsent(provider, (name) -> new ConcurrentHashMap<>());
			if (models.putIfAbsent(model, new Known(rate)) == null) {
				this.size.incrementAndGet();
			}
		}
		return rate;
	}

	private static boolean isFree(ChatCall call) {
		return call.errorType() != null && FREE.contains(call.errorType()) && call.contentChunks() == 0;
	}

	/**
	 * Rate that was looked up, or that there is none.
	 *
	 * @param rate the rate, or {@code null}
	 */
	private record Known(@Nullable Rate rate) {
	}

}
