package io.llmrouter.autoconfigure;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

import io.llmrouter.provider.openai.OpenAiQuirks;
import io.llmrouter.provider.openai.OpenAiSettings;
import org.jspecify.annotations.Nullable;

/**
 * Kinds of provider that the property {@code type} may name. A kind is data: where it is,
 * whether it needs a key, and which dialect it speaks.
 */
enum ProviderType {

	OPENAI("openai", OpenAiSettings.OPENAI_URL, true, OpenAiQuirks.openAi()),

	OPENAI_COMPATIBLE("openai-compatible", null, false, OpenAiQuirks.compatible());

	private final String code;

	private final @Nullable URI baseUrl;

	private final boolean keyRequired;

	private final OpenAiQuirks quirks;

	ProviderType(String code, @Nullable URI baseUrl, boolean keyRequired, OpenAiQuirks quirks) {
		this.code = code;
		this.baseUrl = baseUrl;
		this.keyRequired = keyRequired;
		this.quirks = quirks;
	}

	static @Nullable ProviderType of(@Nullable String code) {
		return Arrays.stream(values()).filter((type) -> type.code.equals(code)).findFirst().orElse(null);
	}

	static List<String> codes() {
		return Arrays.stream(values()).map(ProviderType::code).toList();
	}

	String code() {
		return this.code;
	}

	@Nullable URI baseUrl() {
		return this.baseUrl;
	}

	boolean isKeyRequired() {
		return this.keyRequired;
	}

	OpenAiQuirks quirks() {
		return this.quirks;
	}

}
