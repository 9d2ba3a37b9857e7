package io.llmrouter.provider.openai;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.llmrouter.provider.ErrorType;
import io.llmrouter.provider.TypeCapabilities;
import io.llmrouter.provider.http.WireLimits;
import io.llmrouter.provider.http.WireTimeouts;
import io.llmrouter.provider.wire.WireSettings;
import org.jspecify.annotations.Nullable;

/**
 * Providers that speak OpenAI's protocol, as data: where each one is, whether it needs a
 * key, and its dialect. Where each fact comes from stands in {@code docs/wire-facts.md};
 * what could not be confirmed is marked as unverified.
 *
 * @since 0.1.0
 */
public enum OpenAiPreset {

	/** OpenAI itself. */
	OPENAI("openai", "https://api.openai.com/v1", true, OpenAiQuirks.openAi()),

	/**
	 * Azure OpenAI. The base URL is that of the resource: with the path
	 * {@code /openai/v1} for the present API, with a query {@code api-version} for the
	 * older one, in which each model is a deployment with an address of its own.
	 */
	// Its document of the v1 API does not have the padding field (seen 2026-11).
	AZURE_OPENAI("azure-openai", null, true,
			OpenAiQuirks.openAi().withKeyHeader("api-key", "").withObfuscationField(false)),

	/** Mistral. */
	// It sends the usage of a stream unasked, and answers 422 to being asked.
	MISTRAL("mistral", "https://api.mistral.ai/v1", true,
			OpenAiQuirks.compatible()
				.withStreamUsage(false)
				.withMediaStyle(OpenAiQuirks.MediaStyle.MISTRAL)
				.withSeedField("random_seed")
				.withErrorCodes(Map.of("service_tier_capacity_exceeded", ErrorType.OVERLOADED))),

	/** DeepSeek. */
	DEEPSEEK("deepseek", "https://api.deepseek.com", true, OpenAiQuirks.compatible()),

	/** Groq. */
	// Its client has no field that asks for the usage of a stream, which comes unasked.
	// In
	// the first two codes the answer is at fault, not the request.
	GROQ("groq", "https://api.groq.com/openai/v1", true,
			OpenAiQuirks.compatible()
				.withStreamUsage(false)
				.withEffortStyle(OpenAiQuirks.EffortStyle.WORD_FROM_LOW)
				.withErrorCodes(Map.of("tool_use_failed", ErrorType.INVALID_RESPONSE, "json_validate_failed",
						ErrorType.INVALID_RESPONSE, "model_decommissioned", ErrorType.NOT_FOUND))),

	/** OpenRouter. */
	OPENROUTER("openrouter", "https://openrouter.ai/api/v1", true,
			OpenAiQuirks.compatible()
				.withMediaStyle(OpenAiQuirks.MediaStyle.OPENROUTER)
				.withErrorCodes(openRouterCodes())
				.withErrorWords(Map.of("guardrail", ErrorType.CONTENT_FILTER))),

	/** The provider xAI. */
	// Money has the codes of permissions and of rates, so that its words decide.
	XAI("xai", "https://api.x.ai/v1", true,
			OpenAiQuirks.compatible()
				.withErrorWords(Map.of("credits", ErrorType.QUOTA_EXHAUSTED, "spending limit",
						ErrorType.QUOTA_EXHAUSTED, "usage guidelines", ErrorType.CONTENT_FILTER))),

	/** DashScope of Alibaba Cloud, its international address. */
	DASHSCOPE("dashscope", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", true,
			OpenAiQuirks.compatible()
				.withEffortStyle(OpenAiQuirks.EffortStyle.ENABLE_THINKING)
				.withMediaStyle(OpenAiQuirks.MediaStyle.DASHSCOPE)
				.withErrorCodes(dashScopeCodes())
				.withErrorWords(Map.of("range of input length", ErrorType.CONTEXT_LENGTH_EXCEEDED,
						"only support stream", ErrorType.UNSUPPORTED_FEATURE))),

	/** Zhipu, whose international name is Z.AI. */
	ZHIPU("zhipu", "https://open.bigmodel.cn/api/paas/v4", true,
			OpenAiQuirks.compatible()
				.withEffortStyle(OpenAiQuirks.EffortStyle.THINKING_TYPE)
				.withErrorCodes(zhipuCodes())),

	/** Any other server that speaks the protocol. */
	OPENAI_COMPATIBLE("openai-compatible", null, false, OpenAiQuirks.compatible());

	private static final String DEPLOYMENT_PATH = "/deployments/{model}" + OpenAiSettings.DEFAULT_PATH;

	private final String code;

	private final @Nullable URI baseUrl;

	private final boolean keyRequired;

	private final OpenAiQuirks quirks;

	OpenAiPreset(String code, @Nullable String baseUrl, boolean keyRequired, OpenAiQuirks quirks) {
		this.code = code;
		this.baseUrl = (baseUrl != null) ? URI.create(baseUrl) : null;
		this.keyRequired = keyRequired;
		this.quirks = quirks.withCapabilities(TypeCapabilities.of(code));
	}

	/**
	 * Return the preset of a name.
	 * @param code the name, as in the configuration, or {@code null}
	 * @return the preset, or {@code null} where there is none of this name
	 */
	public static @Nullable OpenAiPreset of(@Nullable String code) {
		return Arrays.stream(values()).filter((preset) -> preset.code.equals(code)).findFirst().orElse(null);
	}

	/**
	 * Return the name of this preset in the configuration.
	 * @return the name
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Return the address of the provider.
	 * @return the address up to the version, or {@code null} where each user has another
	 */
	public @Nullable URI baseUrl() {
		return this.baseUrl;
	}

	/**
	 * Return whether the provider needs a key.
	 * @return whether it does
	 */
	public boolean isKeyRequired() {
		return this.keyRequired;
	}

	/**
	 * Return the dialect of the provider.
	 * @return the quirks
	 */
	public OpenAiQuirks quirks() {
		return this.quirks;
	}

	/**
	 * Return the path that follows a base URL.
	 * @param address the base URL
	 * @return the path, in which {@code {model}} stands for the model
	 */
	public String path(URI address) {
		String query = String.valueOf(address.getQuery());
		String front = String.valueOf(address.getPath());
		if (this != AZURE_OPENAI || !query.contains("api-version=") || front.contains("/deployments/")
				|| front.contains("/v1")) {
			return OpenAiSettings.DEFAULT_PATH;
		}
		return front.contains("/openai") ? DEPLOYMENT_PATH : "/openai" + DEPLOYMENT_PATH;
	}

	/**
	 * Return the path of embeddings that follows a base URL.
	 * @param address the base URL
	 * @return the path, in which {@code {model}} stands for the model
	 */
	public String embeddingsPath(URI address) {
		return path(address).replace(OpenAiSettings.DEFAULT_PATH, OpenAiSettings.EMBEDDINGS_PATH);
	}

	/**
	 * Return the settings of a provider of this kind.
	 * @param name the name of the provider
	 * @param address the base URL, or {@code null} for that of the preset
	 * @param apiKey the key, or {@code null} where none is needed
	 * @param models the models, the one used when a request names none first
	 * @return the settings
	 * @throws IllegalArgumentException when neither the caller nor the preset has a base
	 * URL
	 */
	public OpenAiSettings settings(String name, @Nullable URI address, @Nullable String apiKey, List<String> models) {
		URI chosen = (address != null) ? address : this.baseUrl;
		if (chosen == null) {
			throw new IllegalArgumentException("Provider '" + name + "' of type '" + this.code
					+ "' has no base URL; it needs one, because this type has no address of its own");
		}
		return new OpenAiSettings(name, chosen, path(chosen), WireSettings.keys(apiKey), models, Map.of(),
				WireTimeouts.defaults(), WireLimits.defaults(), this.quirks);
	}

	private static Map<String, ErrorType> openRouterCodes() {
		return Map.ofEntries(Map.entry("in_flight_budget_exhausted", ErrorType.RATE_LIMITED),
				Map.entry("openrouter_in_flight_budget", ErrorType.RATE_LIMITED),
				Map.entry("openrouter_credits", ErrorType.QUOTA_EXHAUSTED),
				Map.entry("openrouter_key_limit", ErrorType.QUOTA_EXHAUSTED),
				Map.entry("payment_required", ErrorType.QUOTA_EXHAUSTED),
				Map.entry("weight_exceeds_budget", ErrorType.QUOTA_EXHAUSTED),
				Map.entry("provider_overloaded", ErrorType.OVERLOADED),
				Map.entry("provider_unavailable", ErrorType.SERVER_ERROR), Map.entry("server", ErrorType.SERVER_ERROR),
				Map.entry("timeout", ErrorType.TIMEOUT_FIRST_TOKEN),
				Map.entry("authentication", ErrorType.AUTHENTICATION),
				Map.entry("permission_denied", ErrorType.PERMISSION_DENIED),
				Map.entry("not_found", ErrorType.NOT_FOUND), Map.entry("refusal", ErrorType.CONTENT_FILTER),
				Map.entry("token_limit_exceeded", ErrorType.CONTEXT_LENGTH_EXCEEDED),
				Map.entry("payload_too_large", ErrorType.REQUEST_TOO_LARGE),
				Map.entry("invalid_prompt", ErrorType.INVALID_REQUEST),
				Map.entry("string_too_long", ErrorType.REQUEST_TOO_LARGE));
	}

	private static Map<String, ErrorType> dashScopeCodes() {
		return Map.ofEntries(Map.entry("insufficient_quota", ErrorType.RATE_LIMITED),
				Map.entry("throttling", ErrorType.RATE_LIMITED),
				Map.entry("throttling.ratequota", ErrorType.RATE_LIMITED),
				Map.entry("throttling.burstrate", ErrorType.RATE_LIMITED),
				Map.entry("throttling.allocationquota", ErrorType.RATE_LIMITED),
				Map.entry("arrearage", ErrorType.QUOTA_EXHAUSTED),
				Map.entry("datainspectionfailed", ErrorType.CONTENT_FILTER),
				Map.entry("data_inspection_failed", ErrorType.CONTENT_FILTER),
				Map.entry("accessdenied", ErrorType.PERMISSION_DENIED),
				Map.entry("modelnotfound", ErrorType.NOT_FOUND));
	}

	private static Map<String, ErrorType> zhipuCodes() {
		return Map.ofEntries(Map.entry("1000", ErrorType.AUTHENTICATION), Map.entry("1001", ErrorType.AUTHENTICATION),
				Map.entry("1002", ErrorType.AUTHENTICATION), Map.entry("1003", ErrorType.AUTHENTICATION),
				Map.entry("1004", ErrorType.AUTHENTICATION), Map.entry("1110", ErrorType.PERMISSION_DENIED),
				Map.entry("1111", ErrorType.PERMISSION_DENIED), Map.entry("1112", ErrorType.PERMISSION_DENIED),
				Map.entry("1113", ErrorType.QUOTA_EXHAUSTED), Map.entry("1120", ErrorType.PERMISSION_DENIED),
				Map.entry("1121", ErrorType.PERMISSION_DENIED), Map.entry("1210", ErrorType.INVALID_REQUEST),
				Map.entry("1211", ErrorType.NOT_FOUND), Map.entry("1213", ErrorType.INVALID_REQUEST),
				Map.entry("1214", ErrorType.INVALID_REQUEST), Map.entry("1215", ErrorType.INVALID_REQUEST),
				Map.entry("1220", ErrorType.PERMISSION_DENIED), Map.entry("1234", ErrorType.SERVER_ERROR),
				Map.entry("1261", ErrorType.CONTEXT_LENGTH_EXCEEDED), Map.entry("1301", ErrorType.CONTENT_FILTER),
				Map.entry("1302", ErrorType.RATE_LIMITED), Map.entry("1303", ErrorType.RATE_LIMITED),
				Map.entry("1304", ErrorType.QUOTA_EXHAUSTED), Map.entry("1305", ErrorType.OVERLOADED),
				Map.entry("1308", ErrorType.QUOTA_EXHAUSTED), Map.entry("1309", ErrorType.QUOTA_EXHAUSTED),
				Map.entry("1310", ErrorType.QUOTA_EXHAUSTED), Map.entry("1311", ErrorType.PERMISSION_DENIED),
				Map.entry("1312", ErrorType.OVERLOADED), Map.entry("1313", ErrorType.RATE_LIMITED),
				Map.entry("1316", ErrorType.QUOTA_EXHAUSTED), Map.entry("1317", ErrorType.QUOTA_EXHAUSTED),
				Map.entry("434", ErrorType.PERMISSION_DENIED), Map.entry("435", ErrorType.REQUEST_TOO_LARGE));
	}

}
