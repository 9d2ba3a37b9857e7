package io.llmrouter.gateway.openai;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.llmrouter.chat.ChatOptions;
import io.llmrouter.chat.ChatRequest;
import io.llmrouter.chat.ContentPart;
import io.llmrouter.chat.MediaSource;
import io.llmrouter.chat.Message;
import io.llmrouter.chat.ReasoningEffort;
import io.llmrouter.chat.ResponseFormat;
import io.llmrouter.chat.ToolCall;
import io.llmrouter.chat.ToolChoice;
import io.llmrouter.chat.ToolDefinition;
import io.llmrouter.chat.ToolResult;
import io.llmrouter.chat.WireFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link ChatRequestReader}. Bodies are written with single quotes.
 */
class ChatRequestReaderTests {

	private final ChatRequestReader reader = new ChatRequestReader(JsonMapper.builder().build());

	private ChatQuestion read(String body) {
		return this.reader.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
	}

	private ChatRequest with(String fields) {
		return read("{'model':'m','messages':[{'role':'user','content':'Hi'}]," + fields + "}").request();
	}

	private ChatRequest messages(String messages) {
		return read("{'model':'m','messages':[" + messages + "]}").request();
	}

	private GatewayError refused(String body) {
		return catchThrowableOfType(GatewayException.class, () -> read(body)).error();
	}

	@Test
	void smallestRequestHasModelAndMessages() {
		ChatQuestion question = read("{'model':'fast','messages':[{'role':'user','content':'Hi'}]}");
		assertThat(question.model()).isEqualTo("fast");
		assertThat(question.stream()).isFalse();
		assertThat(question.request()).isEqualTo(ChatRequest.user("Hi"));
	}

	@Test
	void everyOptionIsRead() {
		ChatOptions options = with("'max_completion_tokens':7,'temperature':0.5,'top_p':0.9,'frequency_penalty':1,"
				+ "'presence_penalty':-1,'seed':42,'stop':['a','b'],'reasoning_effort':'xhigh','parallel_tool_calls':false,"
				+ "'response_format':{'type':'json_object'},'tool_choice':'required'")
			.options();
		assertThat(options).isEqualTo(new ChatOptions(7, 0.5, 0.9, null, 1.0, -1.0, 42L, List.of("a", "b"),
				ReasoningEffort.MAX, ResponseFormat.jsonObject(), ToolChoice.required(), false, Map.of(), null));
	}

	@Test
	void olderNamesAndShortFormsAreRead() {
		ChatOptions options = with("'max_tokens':7,'stop':'end','tool_choice':{'type':'function','function':"
				+ "{'name':'look'}},'response_format':{'type':'text'}")
			.options();
		assertThat(options.maxOutputTokens()).isEqualTo(7);
		assertThat(options.stop()).containsExactly("end");
		assertThat(options.toolChoice()).isEqualTo(ToolChoice.tool("look"));
		assertThat(options.responseFormat()).isNull();
	}

	@Test
	void toolsAndJsonSchemaKeepTheirSchemas() {
		ChatRequest request = with("'tools':[{'type':'function','function':{'name':'look','description':'Looks',"
				+ "'parameters':{'type':'object','properties':{'x':{'type':'integer'}}},'strict':true}},"
				+ "{'type':'function','function':{'name':'ping'}}],'response_format':{'type':'json_schema','json_schema':"
				+ "{'name':'answer','strict':true,'schema':{'type':'object'}}}");
		assertThat(request.tools()).containsExactly(
				new ToolDefinition("look", "Looks",
						"{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"integer\"}}}", true),
				new ToolDefinition("ping", null, "{\"type\":\"object\",\"properties\":{}}", false));
		assertThat(request.options().responseFormat())
			.isEqualTo(new ResponseFormat.JsonSchema("answer", "{\"type\":\"object\"}", true));
	}

	@Test
	void conversationWithParallelToolsIsRead() {
		ChatRequest request = messages("{'role':'developer','content':'Be brief'},{'role':'user','content':'Hi'},"
				+ "{'role':'assistant','content':null,'refusal':null,'annotations':[],'tool_calls':["
				+ "{'id':'a','type':'function','function':{'name':'look','arguments':'{}'}},"
				+ "{'id':'b','type':'function','function':{'name':'hear','arguments':'[1]'}}]},"
				+ "{'role':'tool','tool_call_id':'a','content':'cat'},"
				+ "{'role':'tool','tool_call_id':'b','content':[{'type':'text','text':'dog'}]},"
				+ "{'role':'assistant','content':'Both'},{'role':'user','content':'Why?'}");
		ToolCall look = new ToolCall("a", "look", "{}", null);
		ToolCall hear = new ToolCall("b", "hear", "[1]", null);
		assertThat(request.messages()).containsExactly(Message.system("Be brief"), Message.user("Hi"),
				new Message(Message.Role.ASSISTANT, List.of(look, hear)),
				Message.tool(ToolResult.of(look, "cat"), ToolResult.of(hear, "dog")), Message.assistant("Both"),
				Message.user("Why?"));
		assertThat(request.options().wireFields()).isNull();
	}

	@Test
	void thoughtsComeBackAsTheyWereSent() {
		ChatRequest request = messages("{'role':'user','content':'Hi'},{'role':'assistant','content':'Yes',"
				+ "'reasoning_content':'hm','reasoning_details':[{'type':'reasoning.text','text':'hm','signature':'s1'},"
				+ "{'type':'reasoning.encrypted','data':'xyz'}],'tool_calls':[{'id':'a','type':'function','function':"
				+ "{'name':'look','arguments':'{}'},'extra_content':{'google':{'thought_signature':'s2'}}}]}");
		assertThat(request.messages().get(1).content()).containsExactly(new ContentPart.Reasoning("hm", "s1", null),
				new ContentPart.Reasoning("", null, "xyz"), new ContentPart.Text("Yes"),
				new ToolCall("a", "look", "{}", "s2"));
		assertThat(request.options().wireFields()).isNull();
	}

	@Test
	void signatureOfAStreamFindsItsText() {
		ChatRequest request = messages("{'role':'assistant','content':'Yes','reasoning_content':'hm',"
				+ "'reasoning_details':[{'type':'reasoning.text','text':'','signature':'s1'}]}");
		assertThat(request.messages().get(0).content()).startsWith(new ContentPart.Reasoning("hm", "s1", null));
	}

	@Test
	void mediaIsRead() {
		ChatRequest request = messages("{'role':'user','content':[{'type':'text','text':'What?'},"
				+ "{'type':'image_url','image_url':{'url':'https://example.com/cat.png','detail':'low'}},"
				+ "{'type':'image_url','image_url':{'url':'DATA:image/PNG;base64,AQID'}},"
				+ "{'type':'input_audio','input_audio':{'data':'AQID','format':'mp3'}},"
				+ "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,AQID'}}]}");
		byte[] bytes = { 1, 2, 3 };
		assertThat(request.messages().get(0).content()).containsExactly(new ContentPart.Text("What?"),
				new ContentPart.Image(new MediaSource.Url(URI.create("https://example.com/cat.png")), "low"),
				new ContentPart.Image(new MediaSource.Bytes("image/png", bytes), null),
				new ContentPart.Audio(new MediaSource.Bytes("audio/mpeg", bytes)),
				new ContentPart.Document(new MediaSource.Bytes("application/pdf", bytes), "a.pdf"));
	}

	@Test
	void unknownFieldsAreKeptForTheWire() {
		WireFields fields = with("'user':'u1','logit_bias':{'5':-1},'seed':null").options().wireFields();
		assertThat(fields).isEqualTo(new WireFields("openai", Map.of("user", "u1", "logit_bias", Map.of("5", -1)),
				List.of("user", "logit_bias")));
	}

	@Test
	void choiceAmongAllowedToolsIsKeptForTheWire() {
		ChatRequest request = with("'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[]}}");
		Map<String, Object> choice = Map.of("type", "allowed_tools", "allowed_tools",
				Map.of("mode", "auto", "tools", List.of()));
		assertThat(request.options().toolChoice()).isNull();
		assertThat(request.options().wireFields())
			.isEqualTo(new WireFields("openai", Map.of("tool_choice", choice), List.of("tool_choice")));
	}

	@Test
	void unknownFieldWithinAMessageKeepsAllMessagesForTheWire() {
		WireFields fields = messages("{'role':'user','content':'Hi','name':'Ann'}").options().wireFields();
		assertThat(fields).isEqualTo(new WireFields("openai",
				Map.of("messages", List.of(Map.of("role", "user", "content", "Hi", "name", "Ann"))),
				List.of("messages[0].name")));
	}

	@Test
	void fieldsThatChangeNothingAreLeftOut() {
		ChatRequest request = with("'n':1,'logprobs':false,'store':false,'service_tier':'auto','logit_bias':{},"
				+ "'metadata':{},'modalities':['text'],'user':null,'tools':[],'function_call':null");
		assertThat(request).isEqualTo(ChatRequest.user("Hi"));
	}

	@Test
	void namesOfUnknownFieldsAreMadeHarmless() {
		String name = "<script>" + "x".repeat(100);
		assertThat(with("'" + name + "':1").options().wireFields().names())
			.containsExactly("?script?" + "x".repeat(56));
	}

	@Test
	void streamOptionsBelongToStreams() {
		String message = "'messages':[{'role':'user','content':'Hi'}]";
		assertThat(read("{'model':'m'," + message + ",'stream':true,'stream_options':{'include_usage':true,"
				+ "'include_obfuscation':false}}"))
			.satisfies((question) -> {
				assertThat(question.stream()).isTrue();
				assertThat(question.includeUsage()).isTrue();
				assertThat(question.request().options().wireFields()).isNull();
			});
		assertThat(refused("{'model':'m'," + message + ",'stream_options':{}}").param()).isEqualTo("stream_options");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "42", "'text'", "{'model':'m'} x", "\u0000", "{'a':" })
	void whatIsNoObjectIsRefused(String body) {
		GatewayError error = refused(body);
		assertThat(error.status()).isEqualTo(400);
		assertThat(error.type()).isEqualTo("invalid_request_error");
		assertThat(error.message()).startsWith("We could not parse the JSON body of your request.");
	}

	@Test
	void bytesThatAreNoTextAreRefused() {
		byte[] body = "{\"model\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
		assertThat(catchThrowableOfType(GatewayException.class, () -> this.reader.read(body)).error().status())
			.isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"'messages':[]                                                      | model           | missing_required_parameter",
			"'model':5                                                          | model           | invalid_type",
			"'model':'m'                                                        | messages        | missing_required_parameter",
			"'model':'m','messages':[]                                          | messages        | empty_array",
			"'model':'m','messages':'x'                                         | messages        | invalid_type",
			"'model':'m','messages':['x']                                       | messages[0]     | invalid_type",
			"'model':'m','messages':[{'content':'x'}]                           | messages[0].role | missing_required_parameter",
			"'model':'m','messages':[{'role':'king','content':'x'}]             | messages[0].role | invalid_value",
			"'model':'m','messages':[{'role':'user'}]                           | messages[0].content | missing_required_parameter",
			"'model':'m','messages':[{'role':'user','content':{}}]              | messages[0].content | invalid_type",
			"'model':'m','messages':[{'role':'user','content':[{'type':'x'}]}]  | messages[0].content[0].type | invalid_value",
			"'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'ftp://x/y'}}]}] | messages[0].content[0].image_url.url | invalid_image_url",
			"'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,*'}}]}] | messages[0].content[0].image_url.url | invalid_base64",
			"'model':'m','messages':[{'role':'assistant'}]                      | messages[0].content | missing_required_parameter",
			"'model':'m','messages':[{'role':'tool','content':'x','tool_call_id':'a'}] | messages[0].tool_call_id | invalid_value" })
	void whatIsWrongIsNamed(String fields, String param, String code) {
		GatewayError error = refused("{" + fields + "}");
		assertThat(error.status()).isEqualTo(400);
		assertThat(error.param()).isEqualTo(param);
		assertThat(error.code()).isEqualTo(code);
		assertThat(error.message()).contains("'" + param + "'");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"'temperature':2.1             | temperature           | decimal_out_of_range",
			"'temperature':'hot'           | temperature           | invalid_type",
			"'temperature':1e999           | temperature           | decimal_out_of_range",
			"'top_p':0                     | top_p                 | decimal_out_of_range",
			"'max_tokens':0                | max_tokens            | integer_out_of_range",
			"'max_tokens':1.5              | max_tokens            | invalid_type",
			"'max_tokens':99999999999999999999 | max_tokens        | integer_out_of_range",
			"'max_tokens':1,'max_completion_tokens':2 | max_tokens | invalid_parameter_combination",
			"'stream':'yes'                | stream                | invalid_type",
			"'stop':[1]                    | stop                  | invalid_type",
			"'reasoning_effort':'enormous' | reasoning_effort      | invalid_value",
			"'tool_choice':'any'           | tool_choice           | invalid_value",
			"'tools':[{'type':'custom','custom':{}}] | tools[0].type | invalid_value",
			"'tools':[{'type':'function'}] | tools[0].function     | missing_required_parameter",
			"'response_format':{'type':'xml'} | response_format.type | invalid_value",
			"'response_format':{'type':'json_schema','json_schema':{'name':'x'}} | response_format.json_schema.schema | missing_required_parameter",
			"'n':2                         | n                     | unsupported_parameter",
			"'logprobs':true               | logprobs              | unsupported_parameter",
			"'top_logprobs':2              | top_logprobs          | unsupported_parameter",
			"'modalities':['text','audio'] | modalities            | unsupported_parameter",
			"'functions':[]                | functions             | unsupported_parameter" })
	void optionThatIsWrongIsNamed(String field, String param, String code) {
		GatewayError error = refused("{'model':'m','messages':[{'role':'user','content':'Hi'}]," + field + "}");
		assertThat(error.status()).isEqualTo(400);
		assertThat(error.param()).isEqualTo(param);
		assertThat(error.code()).isEqualTo(code);
	}

	@Test
	void errorsQuoteNoContent() {
		GatewayError error = refused("{'model':'m','messages':[{'role':'user','content':[{'type':'secret plan'}]}]}");
		assertThat(error.message()).doesNotContain("secret");
	}

}
