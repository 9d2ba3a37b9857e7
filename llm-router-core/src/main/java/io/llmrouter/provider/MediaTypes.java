package io.llmrouter.provider;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Table of the media types that the types of providers are known to take, where they take
 * not all or others refuse some. Where each fact comes from stands in
 * {@code docs/wire-facts.md}.
 *
 * @since 0.1.0
 */
public final class MediaTypes {

	private static final Map<Capability, Map<String, Set<String>>> TABLE = Map.of(Capability.IMAGE_BYTES,
			Map.of("anthropic", sorted("image/gif", "image/jpeg", "image/png", "image/webp"), "gemini",
					sorted("image/heic", "image/heif", "image/jpeg", "image/png", "image/webp")),
			Capability.DOCUMENT_BYTES,
			Map.of("anthropic", sorted("application/pdf", "text/plain"), "gemini",
					sorted("application/pdf", "text/html", "text/markdown", "text/plain", "text/xml")),
			Capability.AUDIO_BYTES,
			Map.of("openai", sorted("audio/mp3", "audio/mpeg", "audio/wav", "audio/wave", "audio/x-wav"), "gemini",
					sorted("audio/aac", "audio/aiff", "audio/flac", "audio/mp3", "audio/ogg", "audio/wav")));

	private MediaTypes() {
	}

	private static Set<String> sorted(String... mediaTypes) {
		return Collections.unmodifiableSet(new TreeSet<>(List.of(mediaTypes)));
	}

	/**
	 * Return what the providers of a type take.
	 * @param type the type as in the configuration, for example {@code anthropic}
	 * @param kind one of the capabilities for bytes
	 * @return the media types in the order of the alphabet; none where they are not known
	 */
	public static Set<String> of(String type, Capability kind) {
		return TABLE.getOrDefault(kind, Map.of()).getOrDefault(type, Set.of());
	}

	/**
	 * Return the types whose providers are known to take a media type.
	 * @param kind one of the capabilities for bytes
	 * @param mediaType the media type, for example {@code image/heic}
	 * @return the types
	 */
	public static List<String> taking(Capability kind, String mediaType) {
		return TypeCapabilities.having(kind).stream().filter((type) -> of(type, kind).contains(mediaType)).toList();
	}

}
