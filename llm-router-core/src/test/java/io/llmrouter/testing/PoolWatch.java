package io.llmrouter.testing;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import reactor.core.publisher.Flux;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider;

/**
 * View of a connection pool: whether a connection is out.
 */
public final class PoolWatch implements ConnectionProvider.MeterRegistrar {

	private final List<ConnectionPoolMetrics> pools = new CopyOnWriteArrayList<>();

	@Override
	public void registerMetrics(String poolName, String id, SocketAddress address, ConnectionPoolMetrics metrics) {
		this.pools.add(metrics);
	}

	/**
	 * Return whether no connection is in use and no call waits for one.
	 * @return whether all connections are back
	 */
	public boolean isIdle() {
		return !this.pools.isEmpty()
				&& this.pools.stream().allMatch((pool) -> pool.acquiredSize() == 0 && pool.pendingAcquireSize() == 0);
	}

	/**
	 * Return how many connections are out or waited for.
	 * @return the connections
	 */
	public int inUse() {
		return this.pools.stream().mapToInt((pool) -> pool.acquiredSize() + pool.pendingAcquireSize()).sum();
	}

	/**
	 * Wait until something is so.
	 * @param condition what
	 * @param limit the longest wait
	 */
	public static void await(BooleanSupplier condition, Duration limit) {
		Flux.interval(Duration.ZERO, Duration.ofMillis(2))
			.onBackpressureDrop()
			.takeUntil((tick) -> condition.getAsBoolean())
			.blockLast(limit);
	}

}
