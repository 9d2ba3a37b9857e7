package io.llmrouter.gateway.openai;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Locale;

import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import org.jspecify.annotations.Nullable;

/**
 * Reading of the parts of a message's content.
 */
final class ContentReader {

	private static final String DATA = "data:";

	private static final String BASE64 = ";base64";

	private ContentReader() {
	}

	static ContentPart text(RequestObject part, String type) {
		if (!type.equals("text")) {
			throw part.notOneOf("type", "text");
		}
		return new ContentPart.Text(part.requiredText("text"));
	}

	static ContentPart assistant(RequestObject part, String type) {
		return switch (type) {
			case "text" -> new ContentPart.Text(part.requiredText("text"));
			case "refusal" -> new ContentPart.Refusal(part.requiredText("refusal"));
			default -> throw part.notOneOf("type", "text", "refusal");
		};
	}

	static @Nullable ContentPart user(RequestObject part, String type) {
		return switch (type) {
			case "text" -> new ContentPart.Text(part.requiredText("text"));
			case "image_url" -> image(part.requiredObject("image_url"));
			case "input_audio" -> audio(part.requiredObject("input_audio"));
			case "file" -> file(part.requiredObject("file"));
			default -> throw part.notOneOf("type", "text", "image_url", "input_audio", "file");
		};
	}

	private static ContentPart image(RequestObject image) {
		String url = image.requiredText("url");
		MediaSource source = url.regionMatches(true, 0, DATA, 0, DATA.length()) ? data(image, "url", url)
				: new MediaSource.Url(uri(image, url));
		ContentPart part = new ContentPart.Image(source, image.text("detail"));
		image.end();
		return part;
	}

	private static ContentPart audio(RequestObject audio) {
		String type = switch (audio.requiredText("format")) {
			case "wav" -> "audio/wav";
			case "mp3" -> "audio/mpeg";
			default -> throw audio.notOneOf("format", "wav", "mp3");
		};
		byte[] bytes = bytes(audio, "data", audio.requiredText("data"));
		audio.end();
		return new ContentPart.Audio(new MediaSource.Bytes(type, bytes));
	}

	// A file that was uploaded to OpenAI is nothing that another provider could read.
	private static @Nullable ContentPart file(RequestObject file) {
		String data = file.text("file_data");
		String name = file.text("filename");
		file.end();
		if (data == null) {
			return null;
		}
		return new ContentPart.Document(data(file, "file_data", data), name);
	}

	private static MediaSource.Bytes data(RequestObject owner, String field, String url) {
		int comma = url.indexOf(',');
		String head = (comma > 0) ? url.substring(0, comma).toLowerCase(Locale.ROOT) : "";
		if (!head.startsWith(DATA) || !head.endsWith(BASE64)) {
			throw owner.invalid(field, "invalid_base64",
					"expected a URL of the form 'data:<media type>;base64,<data>'");
		}
		String type = head.substring(DATA.length(), head.length() - BASE64.length());
		return new MediaSource.Bytes(type.isEmpty() ? "application/octet-stream" : type,
				bytes(owner, field, url.substring(comma + 1)));
	}

	private static byte[] bytes(RequestObject owner, String field, String base64) {
		try {
			return Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			throw owner.invalid(field, "invalid_base64", "it is no Base64");
		}
	}

	private static URI uri(RequestObject image, String url) {
		try {
			URI uri = new URI(url);
			String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
			if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
				return uri;
			}
		}
		catch (URISyntaxException ex) {
			// Falls through to the one answer for everything that is no address.
		}
		throw image.invalid("url", "invalid_image_url", "expected an address with 'https' or 'http', or a data URL");
	}

}
