package io.llmrouter.sample.upstream.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.llmrouter.sample.upstream.answer.ToolUse.Mode;
import io.llmrouter.sample.upstream.answer.ToolUse.Tool;
import tools.jackson.databind.JsonNode;

/**
 * Composer of answers: calls of tools, JSON that follows a schema, or text. Equal
 * questions get equal answers.
 * <p>
 * Tools are called where the request demands it, and where the user's last message holds
 * the name of one or the word {@code tool} and no results of tools follow. Those that it
 * names are called; where it names none, the first. A single one is called twice where
 * the message holds the word {@code parallel}.
 *
 * @since 0.1.0
 */
public final class AnswerComposer {

	private static final String TOKEN_BOUNDARY = "(?<=\\S)(?=\\s)";

	private static final int JSON_TOKEN_LENGTH = 4;

	private AnswerComposer() {
	}

	/**
	 * Compose an answer.
	 * @param question the question
	 * @return the complete answer, piece by piece
	 */
	public static List<AnswerPart> compose(Question question) {
		List<Tool> called = called(question.tools(), question.prompt());
		if (!called.isEmpty()) {
			return calls(called);
		}
		if (question.schema() != null) {
			return tokens(pieces(SchemaExample.of(question.schema()).toString(), JSON_TOKEN_LENGTH));
		}
		return tokens(Arrays.asList(text(question.prompt()).split(TOKEN_BOUNDARY)));
	}

	/**
	 * Cut a text into pieces, never within a character.
	 * @param text the text
	 * @param length the code points of a piece, at least 1
	 * @return the pieces; joined they are the text
	 */
	public static List<String> pieces(String text, int length) {
		List<String> pieces = new ArrayList<>();
		int start = 0;
		while (start < text.length()) {
			int points = Math.min(length, text.codePointCount(start, text.length()));
			int end = text.offsetByCodePoints(start, points);
			pieces.add(text.substring(start, end));
			start = end;
		}
		return pieces;
	}

	private static List<Tool> called(ToolUse use, Prompt prompt) {
		if (use.mode() == Mode.NONE || use.tools().isEmpty()) {
			return List.of();
		}
		if (use.named() != null) {
			return use.tools().stream().filter((tool) -> tool.name().equals(use.named())).limit(1).toList();
		}
		String text = prompt.text().toLowerCase(Locale.ROOT);
		List<Tool> named = use.tools()
			.stream()
			.filter((tool) -> text.contains(tool.name().toLowerCase(Locale.ROOT)))
			.toList();
		boolean asked = (!named.isEmpty() || text.contains("tool")) && prompt.toolResult() == null;
		if (use.mode() == Mode.AUTO && !asked) {
			return List.of();
		}
		List<Tool> chosen = named.isEmpty() ? use.tools().subList(0, 1) : named;
		return use.parallel() ? doubled(chosen, text) : chosen.subList(0, 1);
	}

	private static List<Tool> doubled(List<Tool> chosen, String text) {
		boolean twice = chosen.size() == 1 && text.contains("parallel");
		return twice ? List.of(chosen.get(0), chosen.get(0)) : chosen;
	}

	private static List<AnswerPart> calls(List<Tool> called) {
		List<AnswerPart> calls = new ArrayList<>(called.size());
		for (Tool tool : called) {
			JsonNode arguments = SchemaExample.ofObject(tool.parameters());
			calls.add(new AnswerPart.Call(calls.size(), tool.name(), arguments));
		}
		return calls;
	}

	private static List<AnswerPart> tokens(List<String> texts) {
		return texts.stream().<AnswerPart>map(AnswerPart.Token::new).toList();
	}

	private static String text(Prompt prompt) {
		if (prompt.toolResult() != null) {
			return "The tool answered: " + prompt.toolResult();
		}
		String attached = switch (prompt.attachments()) {
			case 0 -> "";
			case 1 -> "I was given one attachment. ";
			default -> "I was given " + prompt.attachments() + " attachments. ";
		};
		return attached + CannedAnswers.text(prompt.length());
	}

}
