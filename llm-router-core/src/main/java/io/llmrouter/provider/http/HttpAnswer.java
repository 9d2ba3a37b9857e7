package io.llmrouter.provider.http;

import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpHeaders;

/**
 * HTTP answer whose body was read, of a failure possibly in part. Its text form shows
 * neither headers nor content.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body the body
 * @since 0.1.0
 */
public record HttpAnswer(int status, HttpHeaders headers, byte[] body) {

	/**
	 * Return the body as text.
	 * @return the text
	 */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * Return whether the body holds nothing but white space.
	 * @return whether it does
	 */
	public boolean isBlank() {
		for (byte character : this.body) {
			if (character > ' ' || character < 0) {
				return false;
			}
		}
		return true;
	}

	@Override
	public String toString() {
		return "HttpAnswer[" + this.status + ", " + this.body.length + " bytes]";
	}

}
