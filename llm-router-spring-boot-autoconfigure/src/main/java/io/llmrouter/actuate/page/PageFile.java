package io.llmrouter.actuate.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * File of the page, and the handler of requests for it. What a browser may do with it is
 * limited to what the page needs: scripts, styles, images and data of its own origin, and
 * no text that becomes markup.
 */
final class PageFile {

	static final Method SERVE = Objects.requireNonNull(ReflectionUtils.findMethod(PageFile.class, "serve"));

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			+ "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
			+ "require-trusted-types-for 'script'; trusted-types 'none'";

	private static final Map<String, MediaType> TYPES = Map.of("html", utf8("text/html"), "css", utf8("text/css"), "js",
			utf8("text/javascript"), "svg", utf8("image/svg+xml"));

	private final HttpHeaders headers = new HttpHeaders();

	private final byte[] content;

	private PageFile(String name, byte[] content) {
		this.content = content;
		this.headers.setContentType(TYPES.get(StringUtils.getFilenameExtension(name)));
		this.headers.set("Content-Security-Policy", POLICY);
		this.headers.set("Cross-Origin-Resource-Policy", "same-origin");
		this.headers.set("Referrer-Policy", "no-referrer");
		this.headers.set("X-Content-Type-Options", "nosniff");
	}

	/**
	 * Create the page itself. No cache keeps it: the same address has its figures too.
	 * @param text the text of the page
	 * @return the file
	 */
	static PageFile page(String text) {
		PageFile file = new PageFile("page.html", text.getBytes(StandardCharsets.UTF_8));
		file.headers.setCacheControl(CacheControl.noStore());
		file.headers.setVary(List.of(HttpHeaders.ACCEPT));
		return file;
	}

	/**
	 * Create a part of the page, which a browser keeps but asks for again.
	 * @param name the name of a resource beside this class
	 * @return the file
	 */
	static PageFile part(String name) {
		PageFile file = new PageFile(name, read(name));
		file.headers.setCacheControl(CacheControl.noCache());
		file.headers.setETag('"' + DigestUtils.md5DigestAsHex(file.content) + '"');
		return file;
	}

	static byte[] read(String name) {
		try (InputStream stream = Objects.requireNonNull(PageFile.class.getResourceAsStream(name), name)) {
			return stream.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static MediaType utf8(String type) {
		return new MediaType(MediaType.parseMediaType(type), StandardCharsets.UTF_8);
	}

	ResponseEntity<byte[]> serve() {
		return ResponseEntity.ok().headers(this.headers).body(this.content);
	}

}
