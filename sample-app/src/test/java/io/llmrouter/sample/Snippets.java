package io.llmrouter.sample;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pieces of code that a document shows, marked by {@code <!-- snippet: name -->}.
 */
public final class Snippets {

	private final Path document;

	public Snippets(Path document) {
		this.document = document;
	}

	public String text(String name) throws IOException {
		Matcher matcher = Pattern
			.compile("<!-- snippet: " + Pattern.quote(name) + " -->\\n```\\w+\\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(this.document));
		assertThat(matcher.find()).as("snippet " + name).isTrue();
		return matcher.group(1);
	}

	public Class<?> compiled(String name, String imports, Path classes) throws IOException, ClassNotFoundException {
		String source = imports + text(name + ".java");
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> options = List.of("-d", classes.toString(), "-parameters", "-classpath",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "-proc:none");
		assertThat(compiler.getTask(null, null, null, options, null, List.of(file(name, source))).call()).isTrue();
		URL[] path = { classes.toUri().toURL() };
		return new URLClassLoader(path, Snippets.class.getClassLoader()).loadClass(name);
	}

	private static JavaFileObject file(String name, String source) {
		return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {

			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return source;
			}

		};
	}

}
