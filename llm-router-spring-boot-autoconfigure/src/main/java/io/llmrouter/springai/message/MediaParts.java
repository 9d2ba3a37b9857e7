package io.llmrouter.springai.message;

import java.net.URI;
import java.net.URL;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.provider.ErrorDetails;
import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.ProviderException;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.content.Media;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;

/**
 * Pictures, sounds and documents both ways. Spring AI wants a type also for what is
 * fetched by its address: it is told by the ending of the path, else a common one is
 * taken.
 */
final class MediaParts {

	/** Names that Spring AI makes up begin so. */
	private static final String MADE_UP = "media-";

	private static final Set<String> FETCHED = Set.of("http", "https", "gs", "s3");

	private MediaParts() {
	}

	static List<ContentPart> read(List<Media> media) {
		return media.stream().map(MediaParts::read).toList();
	}

	private static ContentPart read(Media media) {
		MimeType type = media.getMimeType();
		MediaSource source = source(media.getData(), type);
		return switch (type.getType()) {
			case "image" -> new ContentPart.Image(source, null);
			case "audio" -> new ContentPart.Audio(source);
			case "application", "text" ->
				new ContentPart.Document(source, media.getName().startsWith(MADE_UP) ? null : media.getName());
			default -> throw refused(ErrorType.UNSUPPORTED_FEATURE,
					"Media of type '" + type.getType() + "/…' cannot be sent; use an image, a sound or a document");
		};
	}

	private static MediaSource source(Object data, MimeType type) {
		if (data instanceof byte[] bytes) {
			return new MediaSource.Bytes(text(type), bytes);
		}
		if (data instanceof URL url) {
			return new MediaSource.Url(uri(url.toString()));
		}
		String text = data.toString();
		int colon = text.indexOf(':');
		if (colon < 0) {
			return new MediaSource.Bytes(text(type), decoded(text));
		}
		if (text.startsWith("data:")) {
			return new MediaSource.Bytes(text(type), decoded(text.substring(text.indexOf(',') + 1)));
		}
		if (FETCHED.contains(text.substring(0, colon))) {
			return new MediaSource.Url(uri(text));
		}
		throw refused(ErrorType.INVALID_REQUEST, "Media has an address of another kind than " + FETCHED
				+ "; give its bytes, or an address that the provider can fetch");
	}

	private static String text(MimeType type) {
		return type.getType() + "/" + type.getSubtype();
	}

	private static URI uri(String text) {
		try {
			return URI.create(text);
		}
		catch (IllegalArgumentException ex) {
			throw refused(ErrorType.INVALID_REQUEST, "Media has an address that is no URI; correct it");
		}
	}

	private static byte[] decoded(String base64) {
		try {
			return Base64.getMimeDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			throw refused(ErrorType.INVALID_REQUEST,
					"Media has a text that is neither an address nor Base64; give its bytes instead");
		}
	}

	private static ProviderException refused(ErrorType type, String message) {
		return new ProviderException(message, ErrorDetails.of(type));
	}

	static List<Media> write(List<ContentPart> content) {
		return content.stream().map(MediaParts::write).flatMap(Optional::stream).toList();
	}

	private static Optional<Media> write(ContentPart part) {
		if (part instanceof ContentPart.Image image) {
			return Optional.of(media(image.source(), MediaType.IMAGE_JPEG, null));
		}
		if (part instanceof ContentPart.Audio audio) {
			return Optional.of(media(audio.source(), new MediaType("audio", "mpeg"), null));
		}
		if (part instanceof ContentPart.Document document) {
			return Optional.of(media(document.source(), MediaType.APPLICATION_PDF, document.fileName()));
		}
		return Optional.empty();
	}

	private static Media media(MediaSource source, MediaType common, @Nullable String name) {
		Media.Builder media = Media.builder();
		if (name != null) {
			media.name(name);
		}
		if (source instanceof MediaSource.Bytes bytes) {
			return media.mimeType(type(bytes.mediaType())).data(bytes.bytes()).build();
		}
		URI uri = ((MediaSource.Url) source).uri();
		String path = (uri.getPath() != null) ? uri.getPath() : "";
		return media.mimeType(MediaTypeFactory.getMediaType(path).orElse(common)).data(uri).build();
	}

	private static MimeType type(String text) {
		try {
			return MimeType.valueOf(text);
		}
		catch (InvalidMimeTypeException ex) {
			throw refused(ErrorType.INVALID_REQUEST, "Media has a type that is none; use for example 'image/png'");
		}
	}

}
