package io.llmrouter.call;

import java.util.List;
import java.util.Map;

import reactor.util.context.ContextView;

/**
 * Contributor of tags of one's own to the meters of provider calls, such as the team that
 * a call is made for. A bean of this type is asked once per call, at subscription, on the
 * thread of the subscriber: it returns quickly and does not block. What it throws is
 * logged once and never reaches the call. Implementations are thread-safe.
 * <p>
 * The keys are fixed, so that every meter of one name has the same tags: a key without a
 * value has the value {@code none}. The values are to be few. Beyond a bound on their
 * combinations all of them become {@code other}; see {@link CallLabels}.
 *
 * @since 0.1.0
 */
public interface ChatCallTagsContributor {

	/**
	 * Return the keys of the tags, always the same. Asked once, when the observer is
	 * made.
	 * @return the keys
	 */
	List<String> keys();

	/**
	 * Return the tags of a call.
	 * @param call what is known about the call; has no tags yet
	 * @param context the Reactor Context of the subscriber, in which a caller may have
	 * written what to tell calls apart by
	 * @return the values by key; values of keys that no contributor named are ignored
	 */
	Map<String, String> tags(StartedCall call, ContextView context);

}
