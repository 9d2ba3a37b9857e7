// Asks the running sample application with OpenAI's own client. The address and the keys come from the environment.
import assert from 'node:assert/strict';
import test from 'node:test';
import OpenAI from 'openai';

const { LLM_ROUTER_URL: url, LLM_ROUTER_KEY: apiKey, LLM_ROUTER_NARROW_KEY: narrowKey } = process.env;
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });

const user = (content) => [{ role: 'user', content }];
const ask = (content, more = {}) => client.chat.completions.create({ model: 'default', messages: user(content), ...more });

const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'Tells the weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

test('text', async () => {
  const { data, response } = await ask('What is a circuit breaker?').withResponse();
  assert.equal(data.object, 'chat.completion');
  assert.ok(data.choices[0].message.content.length > 20);
  assert.equal(data.choices[0].finish_reason, 'stop');
  assert.ok(data.usage.prompt_tokens > 0);
  assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens);
  assert.ok(data._request_id.startsWith('req_'));
  assert.ok(['swift', 'steady', 'frugal', 'local'].includes(response.headers.get('x-llm-router-provider')));
  assert.ok(Number(response.headers.get('x-llm-router-attempts')) >= 1);
  assert.ok(Number(response.headers.get('x-llm-router-overhead-ms')) >= 0);
});

for (const model of ['swift/swift-1', 'steady/steady-1', 'frugal/frugal-1', 'local/local-1']) {
  test(`text of ${model}`, async () => {
    const { data, response } = await ask('Hello', { model }).withResponse();
    assert.ok(data.choices[0].message.content);
    assert.equal(response.headers.get('x-llm-router-provider'), model.split('/')[0]);
  });

  test(`stream of ${model}`, async () => {
    const stream = await ask('Hello', { model, stream: true, stream_options: { include_usage: true } });
    let text = '';
    let finish;
    let usage;
    let chunks = 0;
    for await (const chunk of stream) {
      chunks++;
      text += chunk.choices[0]?.delta?.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    assert.ok(text.length > 20);
    assert.ok(chunks > 10);
    assert.equal(finish, 'stop');
    assert.ok(usage.completion_tokens > 0);
  });

  test(`tool of ${model}, and its result`, async () => {
    const messages = user('Use the weather tool');
    const first = await client.chat.completions.create({ model, messages, tools: [weather] });
    const [call] = first.choices[0].message.tool_calls;
    assert.equal(first.choices[0].finish_reason, 'tool_calls');
    assert.equal(call.function.name, 'weather');
    assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');
    messages.push(first.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'Sunny' });
    const second = await client.chat.completions.create({ model, messages, tools: [weather] });
    assert.match(second.choices[0].message.content, /^The tool answered: .*Sunny/);
  });

  test(`parallel tools of ${model}, streamed`, async () => {
    const stream = client.chat.completions.stream({
      model, messages: user('Use the weather tool, in parallel'), tools: [weather],
    });
    const completion = await stream.finalChatCompletion();
    const calls = completion.choices[0].message.tool_calls;
    assert.equal(calls.length, 2);
    assert.equal(new Set(calls.map((call) => call.id)).size, 2);
    calls.forEach((call) => assert.equal(typeof JSON.parse(call.function.arguments).city, 'string'));
  });

  test(`JSON schema of ${model}`, async () => {
    const schema = {
      type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } },
      required: ['name', 'age'], additionalProperties: false,
    };
    const completion = await client.chat.completions.parse({
      model, messages: user('Who?'),
      response_format: { type: 'json_schema', json_schema: { name: 'person', strict: true, schema } },
    });
    const person = JSON.parse(completion.choices[0].message.content);
    assert.equal(typeof person.name, 'string');
    assert.ok(Number.isInteger(person.age));
  });

  test(`image of ${model}`, async () => {
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const completion = await ask([
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } },
    ], { model });
    assert.match(completion.choices[0].message.content, /^I was given one attachment/);
  });
}

test('fields of its own reach the wire that knows them and are refused by name elsewhere', async () => {
  assert.ok((await ask('Hello', { user: 'u1' })).choices[0].message.content);
  await assert.rejects(ask('Hello', { model: 'steady/steady-1', user: 'u1' }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.match(error.message, /'user'/);
    return true;
  });
});

test('embeddings', async () => {
  for (const model of ['swift/swift-embed-1', 'frugal/frugal-embed-1', 'local-embed-1']) {
    const plain = await client.embeddings.create({ model, input: ['one text', 'another text'], encoding_format: 'float' });
    const packed = await client.embeddings.create({ model, input: ['one text', 'another text'] });
    assert.equal(plain.data.length, 2);
    assert.ok(plain.data[0].embedding.length > 1);
    assert.notDeepEqual(plain.data[0].embedding, plain.data[1].embedding);
    plain.data.forEach((vector, index) => vector.embedding.forEach((number, at) =>
      assert.ok(Math.abs(number - packed.data[index].embedding[at]) < 1e-6)));
  }
});

test('models', async () => {
  const ids = [];
  for await (const model of client.models.list()) {
    ids.push(model.id);
  }
  for (const id of ['default', 'cheap', 'quality', 'swift/swift-1', 'frugal/frugal-embed-1']) {
    assert.ok(ids.includes(id), id);
  }
  assert.equal((await client.models.retrieve('swift/swift-1')).owned_by, 'swift');
});

async function fails(type, status, code, call) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof type, `${error.constructor.name} instead of ${type.name}: ${error.message}`);
    assert.equal(error.status, status);
    assert.equal(error.code, code);
    assert.ok(error.type);
    assert.ok(error.requestID.startsWith('req_'));
    return true;
  });
}

const other = (key) => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const hello = { model: 'default', messages: user('Hello') };

test('BadRequestError', () => fails(OpenAI.BadRequestError, 400, 'decimal_out_of_range', ask('Hello', { temperature: 3 })));
test('BadRequestError of a provider', () => fails(OpenAI.BadRequestError, 400, 'context_length_exceeded',
  ask('error:context_length_exceeded')));
test('AuthenticationError', () => fails(OpenAI.AuthenticationError, 401, 'invalid_api_key',
  other('sk-wrong').chat.completions.create(hello)));
test('PermissionDeniedError', () => fails(OpenAI.PermissionDeniedError, 403, 'model_not_allowed',
  other(narrowKey).chat.completions.create(hello)));
test('NotFoundError', () => fails(OpenAI.NotFoundError, 404, 'model_not_found', ask('Hello', { model: 'gpt-0' })));
test('ConflictError', () => fails(OpenAI.ConflictError, 409, null, ask('status:409', { model: 'swift/swift-1' })));
test('UnprocessableEntityError', () => fails(OpenAI.UnprocessableEntityError, 422, null,
  ask('status:422', { model: 'swift/swift-1' })));
test('InternalServerError', () => fails(OpenAI.InternalServerError, 500, 'server_error',
  ask('status:500', { model: 'local/local-1' })));

test('RateLimitError says how long to wait', async () => {
  await assert.rejects(ask('status:429', { model: 'frugal/frugal-1' }), (error) => {
    assert.ok(error instanceof OpenAI.RateLimitError);
    assert.equal(error.code, 'rate_limit_exceeded');
    assert.ok(Number(error.headers.get('retry-after')) >= 1);
    return true;
  });
});

test('APIConnectionError', () => assert.rejects(
  new OpenAI({ baseURL: 'http://127.0.0.1:1/v1', apiKey, maxRetries: 0 }).chat.completions.create(hello),
  OpenAI.APIConnectionError));

test('APIConnectionTimeoutError', () => assert.rejects(
  client.chat.completions.create({ model: 'swift/swift-1', messages: user('start:never') }, { timeout: 300 }),
  OpenAI.APIConnectionTimeoutError));

test('failure in mid-stream is an error, not an end', async () => {
  const stream = await ask('end:error', { model: 'swift/swift-1', stream: true });
  let chunks = 0;
  await assert.rejects(async () => {
    for await (const chunk of stream) {
      chunks += chunk.choices.length;
    }
  }, OpenAI.APIError);
  assert.ok(chunks > 0);
});

const cancelled = async () => {
  const table = await (await fetch(`${url}/actuator/llm-metrics?provider=steady`)).json();
  const calls = table.ranking[0]?.calls ?? { cancelled: 0, active: 0 };
  return calls.active === 0 ? calls.cancelled : -1;
};

test('abort in mid-stream ends the call of the provider', async () => {
  const before = await cancelled();
  const stream = await ask('Tell me much', { model: 'steady/steady-1', stream: true });
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta?.content) {
      stream.controller.abort();
    }
  }
  const limit = Date.now() + 20_000;
  while ((await cancelled()) !== before + 1) {
    assert.ok(Date.now() < limit, 'the call of the provider goes on');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
