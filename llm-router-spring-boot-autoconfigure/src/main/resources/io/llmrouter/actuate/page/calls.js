import { millis, time, UNKNOWN, usd, words } from './format.js';
import { element } from './view.js';

const LIMIT = 10;
const NOT_NEEDED = 'not_needed';
const FEW = 3;
const TITLES = ['Time', 'Route', 'Outcome', 'Duration', 'Attempts', 'Why'];

// The last calls with the router's decision for each, where the endpoint 'llm-calls' is exposed.
export class Calls {

  constructor(parent, path, problem) {
    this.parent = parent;
    this.path = path;
    this.problem = problem;
    this.outcome = '';
    if (!path) {
      this.say('They are shown where the endpoint llm-calls is exposed.');
    }
  }

  async refresh(signal) {
    if (!this.path) {
      return;
    }
    const query = new URLSearchParams({ limit: LIMIT });
    if (this.outcome) {
      query.set('outcome', this.outcome);
    }
    const response = await fetch(`${this.path}?${query}`, { headers: { Accept: 'application/json' }, cache: 'no-store', signal });
    if (!response.ok) {
      this.say(`They are not available: status ${response.status}.`);
      return;
    }
    this.show((await response.json()).calls ?? []);
  }

  say(text) {
    this.parent.replaceChildren(element('p', { class: 'empty' }, text));
  }

  show(calls) {
    if (calls.length === 0) {
      this.say('None yet.');
      return;
    }
    this.parent.replaceChildren(element('table', { class: 'calls' },
      element('caption', { class: 'hidden' }, 'Recent calls, newest first'),
      element('thead', {}, element('tr', {}, ...TITLES.map((title) => element('th', { scope: 'col' }, title)))),
      element('tbody', {}, ...calls.map(row))));
  }

}

function row(call) {
  return element('tr', {},
    cell('Time', element('time', { datetime: call.startedAt }, time(call.startedAt))),
    cell('Route', call.route ?? UNKNOWN, call.stream ? 'stream' : 'whole'),
    element('td', { 'data-label': 'Outcome', 'data-outcome': call.outcome },
      element('span', { class: 'value' }, call.outcome), element('span', { class: 'detail' }, call.errorType ? words(call.errorType) : '')),
    cell('Duration', millis(call.durationMillis)),
    element('td', { 'data-label': 'Attempts' }, element('ol', { class: 'attempts' }, ...call.attempts.map(attempt))),
    element('td', { 'data-label': 'Why', class: 'why' }, why(call)));
}

function cell(label, value, detail = '') {
  return element('td', { 'data-label': label }, element('span', { class: 'value' }, value), element('span', { class: 'detail' }, detail));
}

function attempt(one) {
  const kind = one.kind === 'first' ? '' : ` (${words(one.kind)})`;
  const result = one.errorType ? words(one.errorType) : one.outcome;
  return element('li', { 'data-outcome': one.outcome }, `${one.provider}${kind}: ${result}, ${millis(one.durationMillis)}`);
}

function why(call) {
  if (call.candidates.length === 0) {
    return call.strategy ? `${call.strategy}: no candidate` : 'asked directly, past the router';
  }
  return `${call.strategy ?? 'no strategy'}: ${reasons(call.candidates).join('; ')}`;
}

// Those that were only not needed are named while they are few.
function reasons(candidates) {
  const spare = candidates.filter((candidate) => candidate.verdict === NOT_NEEDED);
  if (spare.length <= FEW) {
    return candidates.map(reason);
  }
  return [...candidates.filter((candidate) => candidate.verdict !== NOT_NEEDED).map(reason), `${spare.length} others not needed`];
}

function reason(candidate) {
  const judged = [
    candidate.latencyMillis ? millis(candidate.latencyMillis) : null,
    candidate.estimatedCostUsd ? usd(candidate.estimatedCostUsd) : null,
    candidate.inFlight > 0 ? `${candidate.inFlight} in flight` : null,
  ];
  const known = judged.filter((part) => part !== null).join(', ');
  return `${candidate.provider} ${words(candidate.verdict)}${known ? ` (${known})` : ''}`;
}
