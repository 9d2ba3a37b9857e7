package io.llmrouter.provider.wire;

import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.WireFields;
import io.llmrouter.provider.Capability;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.MediaTypes;
import io.llmrouter.provider.ProviderException;
import io.llmrouter.provider.TypeCapabilities;
import io.llmrouter.provider.http.CallSite;

/**
 * Refusals that depend on more than a capability: on a media type, on a place, or on the
 * fields of another wire. Each names the types of providers that take such a thing, or
 * says that none does.
 *
 * @since 0.1.0
 */
public final class Refusals {

	private static final Map<Capability, String> KINDS = Map.of(Capability.IMAGE_BYTES, "an image",
			Capability.DOCUMENT_BYTES, "a document", Capability.AUDIO_BYTES, "audio");

	private Refusals() {
	}

	/**
	 * Create the refusal of bytes of a media type.
	 * @param site who was asked
	 * @param type the type of the provider, whose media types are sent instead
	 * @param kind the capability for such bytes
	 * @param mediaType the media type
	 * @return the failure
	 */
	public static ProviderException media(CallSite site, String type, Capability kind, String mediaType) {
		String instead = "send '" + String.join("', '", MediaTypes.of(type, kind)) + "'";
		return site.unsupported(KINDS.getOrDefault(kind, kind.label()) + " of type '" + mediaType + "'", instead,
				MediaTypes.taking(kind, mediaType));
	}

	/**
	 * Create the refusal of a part that stands in a message of the wrong role.
	 * @param site who was asked
	 * @param part the part
	 * @return the failure
	 */
	public static ProviderException misplaced(CallSite site, ContentPart part) {
		String type = part.getClass().getSimpleName();
		if (part instanceof ContentPart.Image || part instanceof ContentPart.Document
				|| part instanceof ContentPart.Audio) {
			return site.unsupported("a part of type '" + type + "' in a message of this role",
					"no provider can, move it to a user message", List.of());
		}
		return site.failure(ErrorType.INVALID_REQUEST,
				"was not asked: a part of type '" + type + "' stands in a message of the wrong role");
	}

	/**
	 * Create the refusal of fields that only another wire has.
	 * @param site who was asked
	 * @param fields the fields
	 * @return the failure
	 */
	public static ProviderException wireFields(CallSite site, WireFields fields) {
		List<String> types = TypeCapabilities.speaking(fields.wire());
		String others = types.isEmpty() ? ", or ask a provider of the wire '" + fields.wire() + "'" : "";
		return site.unsupported("'" + String.join("', '", fields.names()) + "'", "remove it" + others, types);
	}

}
