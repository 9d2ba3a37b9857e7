package io.llmrouter.route;

import io.llmrouter.chat.ChatRequest;

/**
 * What a strategy may know of the call for which it orders candidates, chance included:
 * with the same signals and the same context it decides the same.
 *
 * @param request what the caller asked
 * @param stream whether the answer comes in pieces
 * @param turn the calls that the route served before, counted from an arbitrary start;
 * for strategies that take turns
 * @param lot a random number of this call; see {@link #draw(int)}
 * @since 0.1.0
 */
public record RoutingContext(ChatRequest request, boolean stream, long turn, long lot) {

	// SplittableRandom's step from one number to the next; its finalizer, Stafford's
	// variant 13 of MurmurHash3's, is the hash.
	private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

	private static final double UNIT = 0x1p-53;

	/**
	 * Return a random number of this call.
	 * @param index which number; different ones are independent of each other
	 * @return the number, over 0 and under 1, the same for the same index
	 */
	public double draw(int index) {
		return fraction(bits(index));
	}

	/**
	 * Return a random whole number of this call.
	 * @param index which number; different ones are independent of each other
	 * @param bound the number of possible results, at least 1
	 * @return the number, from 0 and under the bound, the same for the same index
	 */
	public int draw(int index, int bound) {
		return (int) (draw(index) * bound);
	}

	/**
	 * Return random bits of this call.
	 * @param index which bits; different ones are independent of each other
	 * @return the bits, the same for the same index
	 */
	public long bits(int index) {
		return hash(this.lot + index * GOLDEN_GAMMA);
	}

	/**
	 * Spread a seed evenly over all bits. Different seeds give bits that look
	 * independent, on every machine the same.
	 * @param seed the seed
	 * @return the bits
	 */
	public static long hash(long seed) {
		long mixed = (seed ^ (seed >>> 30)) * 0xbf58476d1ce4e5b9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
		return mixed ^ (mixed >>> 31);
	}

	static double fraction(long bits) {
		return ((bits >>> 11) + 0.5) * UNIT;
	}

	// Random bits, apart from all numbers that are drawn.
	long lots(int index) {
		return hash(~this.lot + index * GOLDEN_GAMMA);
	}

}
