'use strict';

const REFRESH_MILLIS = 5000;
const UNKNOWN = '–';

const form = document.getElementById('question');
const message = document.getElementById('message');
const route = document.getElementById('route');
const send = document.getElementById('send');
const stop = document.getElementById('stop');
const answer = document.getElementById('answer');
const status = document.getElementById('status');
const ranking = document.getElementById('ranking');
const rankingStatus = document.getElementById('ranking-status');
const rankingHint = rankingStatus.textContent;

let running = null;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!running) {
    ask(message.value, route.value);
  }
});

message.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

stop.addEventListener('click', () => running && running.abort());

async function ask(text, routeName) {
  running = new AbortController();
  begin();
  const call = { startedAt: performance.now(), firstTokenMillis: null, ended: false };
  try {
    const response = await fetch('chat/stream', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: text, route: routeName }),
      signal: running.signal
    });
    if (!response.ok) {
      throw new Error(await problem(response));
    }
    await readEvents(response.body, (name, data) => handle(call, name, data));
    if (!call.ended) {
      throw new Error('The answer broke off');
    }
  }
  catch (failure) {
    report(failure.name === 'AbortError' ? 'Stopped.' : failure.message, failure.name !== 'AbortError');
  }
  finally {
    end();
  }
}

function begin() {
  answer.replaceChildren();
  answer.setAttribute('aria-busy', 'true');
  report('Waiting for the first token …', false);
  send.disabled = true;
  stop.disabled = false;
}

function end() {
  const hadFocus = document.activeElement === stop;
  running = null;
  answer.setAttribute('aria-busy', 'false');
  send.disabled = false;
  stop.disabled = true;
  if (hadFocus) {
    message.focus();
  }
}

function handle(call, name, data) {
  if (name === 'message') {
    if (call.firstTokenMillis === null) {
      call.firstTokenMillis = performance.now() - call.startedAt;
      report('Answering …', false);
    }
    append(data.text);
  }
  else if (name === 'done') {
    call.ended = true;
    report(summary(call, data), false);
  }
  else if (name === 'error') {
    call.ended = true;
    report(`${data.error}: ${data.message}`, true);
  }
}

function append(text) {
  const atEnd = answer.scrollHeight - answer.scrollTop - answer.clientHeight < 8;
  answer.append(text);
  if (atEnd) {
    answer.scrollTop = answer.scrollHeight;
  }
}

function summary(call, data) {
  const parts = [`answered by ${data.provider ?? 'an unknown provider'}`];
  if (data.model) {
    parts.push(data.model);
  }
  const tokens = data.usage?.totalTokens ?? data.usage?.outputTokens;
  if (isNumber(tokens)) {
    parts.push(`${tokens} tokens`);
  }
  if (call.firstTokenMillis !== null) {
    parts.push(`first token ${Math.round(call.firstTokenMillis)} ms`);
  }
  return parts.join(' · ');
}

function report(text, failed) {
  status.textContent = text;
  status.classList.toggle('failed', failed);
}

async function problem(response) {
  try {
    const body = await response.json();
    return body.detail || body.title || `Status ${response.status}`;
  }
  catch {
    return `Status ${response.status}`;
  }
}

// Server-sent events over a POST, which EventSource cannot send.
async function readEvents(body, handler) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    blocks.forEach((block) => dispatch(block, handler));
  }
}

function dispatch(block, handler) {
  let name = 'message';
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('event:')) {
      name = line.slice(6).trim();
    }
    else if (line.startsWith('data:')) {
      data.push(line.slice(5));
    }
  }
  if (data.length > 0) {
    handler(name, JSON.parse(data.join('\n')));
  }
}

async function loadRoutes() {
  try {
    const names = await (await fetch('routes')).json();
    route.replaceChildren(...names.map((name) => new Option(name, name, false, name === 'default')));
  }
  catch {
    // The default route, which the page starts with, always exists.
  }
}

async function refresh() {
  if (!document.hidden) {
    try {
      const response = await fetch('actuator/llm-metrics?window=5m', { headers: { 'Accept': 'application/json' } });
      if (!response.ok) {
        throw new Error(`Status ${response.status}`);
      }
      showRanking((await response.json()).ranking ?? []);
      rankingStatus.textContent = rankingHint;
    }
    catch (failure) {
      rankingStatus.textContent = `The figures are not available: ${failure.message}`;
    }
  }
  setTimeout(refresh, REFRESH_MILLIS);
}

function showRanking(entries) {
  if (entries.length === 0) {
    ranking.replaceChildren(row([['No calls yet']]));
    ranking.querySelector('td').colSpan = 8;
    return;
  }
  ranking.replaceChildren(...entries.map((entry) => row([
    [rank(entry)],
    [entry.provider ?? UNKNOWN],
    [entry.model ?? UNKNOWN],
    [number(entry.calls?.total, 0), true],
    [number(entry.successRate * 100, 1, ' %'), true],
    [number(entry.latencyMillis?.p95, 0, ' ms'), true],
    [number(entry.timeToFirstTokenMillis?.p50, 0, ' ms'), true],
    [number(entry.outputTokensPerSecond, 1), true]
  ])));
}

function rank(entry) {
  if (entry.verdict === 'insufficient-samples') {
    return 'too few calls';
  }
  const value = number(entry.rank, 0);
  return (entry.verdict === 'tied') ? `${value} (tied)` : value;
}

function row(cells) {
  const line = document.createElement('tr');
  for (const [text, isNumeric] of cells) {
    const cell = line.insertCell();
    cell.textContent = text;
    cell.classList.toggle('number', Boolean(isNumeric));
  }
  return line;
}

function number(value, digits, unit = '') {
  return isNumber(value) ? value.toFixed(digits) + unit : UNKNOWN;
}

function isNumber(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

loadRoutes();
refresh();
