import { count, decimal, isNumber, millis, time, UNKNOWN, usd, words } from './format.js';
import { element } from './view.js';

const PERCENTILES = [['min', 'Shortest'], ['p50', 'Median'], ['average', 'Average'], ['p95', 'p95'], ['p99', 'p99'], ['max', 'Longest']];

// All the rest of a row.
export function details(row) {
  return element('div', { class: 'groups' },
    group('Latency', [...percentiles(row.latencyMillis), ['p95 like for like', millis(row.adjustedP95Millis)]]),
    group('First token', percentiles(row.timeToFirstTokenMillis)),
    group('Calls', [['Succeeded', count(row.calls.succeeded)], ['Failed', count(row.calls.failed)], ['Cancelled', count(row.calls.cancelled)],
      ['In flight', count(row.calls.active)], ['First', instant(row.firstCallAt)], ['Last', instant(row.lastCallAt)]]),
    group('Tokens', [['Input', count(row.tokens.input)], ['Output', count(row.tokens.output)], ['Input a call', decimal(row.tokens.averageInput, 1)],
      ['Output a call', decimal(row.tokens.averageOutput, 1)], ['Calls that told', count(row.tokens.callsWithUsage)]]),
    group('Cost', [['Total', usd(row.cost.usd)], ['Wasted', usd(row.cost.wastedUsd)], ['Without a price', count(row.cost.unpricedCalls)]]),
    group('Errors', Object.entries(row.errors).map(([code, calls]) => [words(code), count(calls)])),
    group('Kinds of calls, by input tokens', row.strata.map((kind) => [`${kind.stream ? 'stream' : 'whole'}, ${size(kind.promptSize)}`,
      `${count(kind.succeeded)} at ${millis(kind.typicalLatencyMillis)}`])));
}

function percentiles(latency) {
  return latency ? PERCENTILES.map(([field, label]) => [label, millis(latency[field])]) : [];
}

function instant(value) {
  return value ? time(value) : UNKNOWN;
}

function size(code) {
  return code === 'unknown' ? 'unknown' : words(code);
}

function group(title, entries) {
  const known = entries.filter(([, value]) => value !== UNKNOWN || isNumber(value));
  if (known.length === 0) {
    return null;
  }
  return element('section', {}, element('h3', {}, title),
    element('dl', {}, ...known.flatMap(([label, value]) => [element('dt', {}, label), element('dd', {}, value)])));
}
