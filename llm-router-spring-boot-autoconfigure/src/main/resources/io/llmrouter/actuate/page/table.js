import { details } from './details.js';
import { count, decimal, isNumber, keyOf, millis, percent, UNKNOWN, usd, words } from './format.js';
import { density, interval, Scale } from './strips.js';
import { arrange, element, setText } from './view.js';

const COLUMNS = [
  { title: 'Rank', sort: 'rank', direction: 'ascending', type: 'rank' },
  { title: 'Provider', sort: 'name', direction: 'ascending', type: 'name' },
  { title: 'Success', figures: '95 % interval', sort: 'success', direction: 'descending', type: 'success' },
  { title: 'Latency', figures: 'p50 · p95', sort: 'latency', direction: 'ascending', type: 'latency' },
  { title: 'First token', figures: 'p95', sort: 'first-token', direction: 'ascending', type: 'number' },
  { title: 'Output', figures: 'tokens/s', sort: 'throughput', direction: 'descending', type: 'number' },
  { title: 'Cost', figures: 'of 1,000', sort: 'cost', direction: 'ascending', type: 'number' },
  { title: 'Errors', type: 'errors' },
  { title: 'Circuit', type: 'circuit' },
  { title: 'Calls', type: 'number calls' }
];

const BADGES = { tied: 'tied', 'insufficient-samples': 'too few calls' };

// The comparison. Each row is a body of its own: its figures, the reason for its rank and, when opened, all the rest.
export class Table {

  constructor(parent, charts, sortBy) {
    this.charts = charts;
    this.rows = new Map();
    this.ticks = element('span', { class: 'ticks', 'aria-hidden': 'true' });
    this.heads = COLUMNS.map((column) => this.head(column, sortBy));
    this.table = element('table', { class: 'ranking' },
      element('caption', { class: 'hidden' }, 'Providers and models with their figures'),
      element('thead', {}, element('tr', {}, ...this.heads)));
    this.empty = element('p', { class: 'empty' });
    parent.append(this.table, this.empty);
  }

  head(column, sortBy) {
    const cell = element('th', { scope: 'col', class: column.type });
    if (column.sort) {
      const button = element('button', { type: 'button', class: 'sort' }, column.title);
      button.addEventListener('click', () => sortBy(column.sort));
      cell.append(button);
    }
    else {
      cell.append(element('span', {}, column.title));
    }
    cell.append(column.type === 'latency' ? this.ticks : '', element('span', { class: 'detail' }, column.figures ?? ''));
    return cell;
  }

  show(answer, sort) {
    COLUMNS.forEach((column, index) => {
      if (column.sort === sort) {
        this.heads[index].setAttribute('aria-sort', column.direction);
      }
      else {
        this.heads[index].removeAttribute('aria-sort');
      }
    });
    const buckets = new Map((answer.distribution ?? []).map((row) => [keyOf(row), row.buckets]));
    const scale = new Scale([...buckets.values()]);
    scale.label(this.ticks);
    const lowest = Math.min(1, ...answer.ranking.map((row) => row.successRateInterval?.[0] ?? 1));
    const bodies = answer.ranking.map((row) => {
      const view = this.view(row);
      view.show(row, buckets.get(keyOf(row)) ?? [], scale, lowest);
      return view.body;
    });
    arrange(this.table, [this.table.caption, this.table.tHead, ...bodies]);
    this.table.hidden = bodies.length === 0;
    setText(this.empty, bodies.length === 0 ? 'No calls in this window yet. Choose a longer one, or make a call.' : '');
  }

  view(row) {
    const key = keyOf(row);
    if (!this.rows.has(key)) {
      this.rows.set(key, new Row(row, this.charts.mark(key), `row-${this.rows.size}`));
    }
    return this.rows.get(key);
  }

}

class Row {

  constructor(row, mark, id) {
    this.rank = element('span', { class: 'place' });
    this.badge = element('span', { class: 'badge' });
    this.optimal = element('span', { class: 'optimal', title: 'No other is at least as good in success, latency and cost and better in one' }, 'efficient');
    this.opener = element('button', { type: 'button', class: 'opener', 'aria-expanded': 'false', 'aria-controls': id },
      element('span', { class: 'swatch', 'data-colour': mark.colour, 'data-dash': mark.dash }), element('span', { class: 'provider' }, row.provider));
    this.opener.addEventListener('click', () => this.toggle());
    this.cells = Object.fromEntries(['success', 'latency', 'firstToken', 'throughput', 'cost', 'errors', 'circuit', 'calls'].map((name) => [name, element('td')]));
    this.bars = { success: element('div', { class: 'interval' }), latency: element('div', { class: 'density' }) };
    this.why = element('td', { colspan: COLUMNS.length - 1, class: 'why' });
    this.all = element('td', { colspan: COLUMNS.length - 1 });
    this.more = element('tr', { id, class: 'details', hidden: true }, element('td'), this.all);
    this.body = element('tbody', {}, this.line(row), element('tr', { class: 'reason' }, element('td'), this.why), this.more);
  }

  line(row) {
    const { success, latency, firstToken, throughput, cost, errors, circuit, calls } = this.cells;
    const label = (cell, text, type) => fillLabel(cell, text, type);
    return element('tr', { class: 'figures' },
      element('td', { class: 'rank' }, this.rank),
      element('th', { scope: 'row', class: 'name' }, this.opener, element('span', { class: 'model' }, row.model ?? ''), this.badge, this.optimal),
      label(success, 'Success', 'success'), label(latency, 'Latency', 'latency'), label(firstToken, 'First token', 'number'),
      label(throughput, 'Tokens/s', 'number'), label(cost, 'Cost/1k', 'number'), label(errors, 'Errors', 'errors'),
      label(circuit, 'Circuit', 'circuit'), label(calls, 'Calls', 'number calls'));
  }

  toggle() {
    const open = this.more.hidden;
    this.more.hidden = !open;
    this.opener.setAttribute('aria-expanded', String(open));
    if (open) {
      this.all.replaceChildren(details(this.row));
    }
  }

  show(row, buckets, scale, lowest) {
    this.row = row;
    setText(this.rank, count(row.rank));
    setText(this.badge, BADGES[row.verdict] ?? '');
    this.body.dataset.verdict = row.verdict;
    this.optimal.hidden = !row.paretoOptimal;
    this.showSuccess(row, lowest);
    this.showLatency(row, buckets, scale);
    setValue(this.cells.firstToken, millis(row.timeToFirstTokenMillis?.p95));
    setValue(this.cells.throughput, decimal(row.outputTokensPerSecond, 1));
    setValue(this.cells.cost, usd(row.cost.usdPerThousandCalls));
    this.showErrors(row);
    this.showCircuit(row.circuit);
    setValue(this.cells.calls, count(row.calls.total), row.calls.active > 0 ? `${count(row.calls.active)} now` : '');
    setText(this.why, isNumber(row.score) ? `Score ${decimal(row.score, 3)}. ${row.why}` : row.why);
    if (!this.more.hidden) {
      this.all.replaceChildren(details(row));
    }
  }

  showSuccess(row, lowest) {
    const [low, high] = row.successRateInterval ?? [];
    setValue(this.cells.success, percent(row.successRate), isNumber(low) ? `${decimal(low * 100, 1)}–${decimal(high * 100, 1)}` : '', this.bars.success);
    this.bars.success.replaceChildren(...interval(row, lowest));
  }

  showLatency(row, buckets, scale) {
    const latency = row.latencyMillis;
    setValue(this.cells.latency, latency ? `${millis(latency.p50)} · ${millis(latency.p95)}` : UNKNOWN, '', this.bars.latency);
    this.bars.latency.replaceChildren(...density(latency, buckets, scale));
  }

  showErrors(row) {
    const errors = Object.entries(row.errors).sort((one, other) => other[1] - one[1]);
    const first = errors.length > 0 ? words(errors[0][0]) + (errors.length > 1 ? ` +${errors.length - 1}` : '') : '';
    setValue(this.cells.errors, count(row.calls.failed), first);
    this.cells.errors.title = errors.map(([code, calls]) => `${words(code)}: ${calls}`).join(', ');
  }

  showCircuit(state) {
    setValue(this.cells.circuit, state ? words(state) : UNKNOWN);
    this.cells.circuit.dataset.state = state ?? 'unknown';
  }

}

function fillLabel(cell, text, type) {
  cell.className = type;
  cell.dataset.label = text;
  cell.append(element('span', { class: 'value' }), element('span', { class: 'detail' }));
  return cell;
}

function setValue(cell, value, detail = '', bar = null) {
  setText(cell.children[0], value);
  setText(cell.children[1], detail);
  if (bar && !bar.isConnected && bar.parentNode !== cell) {
    cell.append(bar);
  }
}
