package io.llmrouter.chat;

import java.net.URI;
import java.util.Arrays;
import java.util.Objects;

/**
 * Where the bytes of an image, a sound or a document come from. The text form of a source
 * never shows content.
 *
 * @since 0.1.0
 */
public sealed interface MediaSource {

	/**
	 * Content that the provider fetches.
	 *
	 * @param uri the address
	 */
	record Url(URI uri) implements MediaSource {

		public Url {
			Objects.requireNonNull(uri, "'uri' must not be null");
		}

		@Override
		public String toString() {
			return "Url[" + this.uri.getHost() + "]";
		}

	}

	/**
	 * Content that is sent with the request.
	 *
	 * @param mediaType the MIME type, for example {@code image/png}
	 * @param bytes the content; copied on the way in and out
	 */
	record Bytes(String mediaType, byte[] bytes) implements MediaSource {

		public Bytes {
			Objects.requireNonNull(mediaType, "'mediaType' must not be null");
			bytes = bytes.clone();
		}

		@Override
		public byte[] bytes() {
			return this.bytes.clone();
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Bytes that && this.mediaType.equals(that.mediaType)
					&& Arrays.equals(this.bytes, that.bytes);
		}

		@Override
		public int hashCode() {
			return 31 * this.mediaType.hashCode() + Arrays.hashCode(this.bytes);
		}

		@Override
		public String toString() {
			return "Bytes[" + this.mediaType + ", " + this.bytes.length + " bytes]";
		}

	}

}
