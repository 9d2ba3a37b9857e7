import { Calls } from './calls.js';
import { Charts } from './charts.js';
import { count, keyOf, nameOf, percent, time, usd } from './format.js';
import { History } from './history.js';
import { Table } from './table.js';
import { announce, element, setText } from './view.js';

const REFRESH_MILLIS = 5000;
const PATIENCE_MILLIS = 10000;
const RECENT_MINUTES = 1;
const STATUS_TEXTS = { 401: 'Sign in to see the figures', 403: 'You may not see the figures', 404: 'The endpoint is gone' };

const byId = (id) => document.getElementById(id);
const controls = byId('controls').elements;
const history = new History();
const charts = new Charts(byId('charts'), byId('legend'));
const table = new Table(byId('comparison'), charts, (sort) => choose('sort', sort));
const calls = new Calls(byId('calls'), document.body.dataset.calls);

let timer = null;
let running = null;
let leader = null;
let shownAt = null;

function start() {
  const query = new URLSearchParams(location.search);
  for (const name of ['window', 'sort']) {
    const known = [...controls[name]].some((option) => option.value === query.get(name));
    if (known) {
      controls[name].value = query.get(name);
    }
  }
  byId('controls').addEventListener('change', chosen);
  byId('controls').addEventListener('submit', (event) => event.preventDefault());
  byId('outcome').addEventListener('change', (event) => {
    calls.outcome = event.target.value;
    refresh();
  });
  document.addEventListener('visibilitychange', () => document.hidden ? pause() : refresh());
  startTheme();
  refresh();
}

function startTheme() {
  const theme = byId('theme');
  theme.value = document.documentElement.dataset.theme ?? '';
  theme.addEventListener('change', () => {
    if (theme.value) {
      document.documentElement.dataset.theme = theme.value;
    }
    else {
      delete document.documentElement.dataset.theme;
    }
    try {
      localStorage.setItem('llm-metrics-theme', theme.value);
    }
    catch {
      // Storage may be switched off; the choice lasts as long as the page then.
    }
    charts.repaint();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.repaint());
}

function choose(name, value) {
  controls[name].value = value;
  chosen();
}

// The address tells what is shown: it can be kept, sent on and opened as JSON.
function chosen() {
  const query = new URLSearchParams(location.search);
  query.set('window', controls.window.value);
  query.set('sort', controls.sort.value);
  window.history.replaceState(null, '', `${location.pathname}?${query}`);
  refresh(true);
}

function pause() {
  clearTimeout(timer);
  running?.abort();
  running = null;
}

async function refresh(asked = false) {
  pause();
  const mine = new AbortController();
  running = mine;
  const patience = setTimeout(() => mine.abort(), PATIENCE_MILLIS);
  try {
    const answer = await load(mine.signal);
    if (running === mine) {
      show(answer, asked === true);
      await calls.refresh(mine.signal);
      connected(answer);
    }
  }
  catch (failure) {
    if (running === mine) {
      lost(failure);
    }
  }
  finally {
    clearTimeout(patience);
    if (running === mine) {
      running = null;
      if (!document.hidden) {
        timer = setTimeout(refresh, REFRESH_MILLIS);
      }
    }
  }
}

async function load(signal) {
  const query = new URLSearchParams({ window: controls.window.value, sort: controls.sort.value,
    history: history.complete ? minutesMissed() : true, distribution: true, rollUp: false });
  const response = await fetch(`${location.pathname}?${query}`, { headers: { Accept: 'application/json' }, cache: 'no-store', signal });
  if (!response.ok) {
    throw new Error(STATUS_TEXTS[response.status] ?? `The server answers with status ${response.status}`);
  }
  return response.json();
}

// After a pause, as many minutes as it was long; more than an hour is all there is.
function minutesMissed() {
  const minutes = RECENT_MINUTES + Math.ceil((Date.now() - shownAt) / 60000);
  return minutes < 60 ? minutes : true;
}

function show(answer, asked) {
  shownAt = Date.now();
  table.show(answer, controls.sort.value);
  if (history.add(answer.history ?? [], answer.generatedAt)) {
    charts.show(history);
  }
  else {
    // Forgotten here, the next answer brings all minutes anew.
    history.clear();
  }
  showLead(answer);
  showTotals(answer.ranking);
  setText(byId('prices'), answer.pricesAsOf ? `Costs are estimates, with prices as of ${answer.pricesAsOf}.` : 'Costs are estimates.');
  if (asked) {
    announce(`Window ${controls.window.value}, sorted by ${controls.sort.value}, ${answer.ranking.length} rows.`);
  }
}

function showLead(answer) {
  const best = answer.ranking.find((row) => row.rank === 1);
  const sure = best && best.verdict !== 'insufficient-samples';
  setText(byId('leader'), best ? (sure ? nameOf(best) : 'Not known yet') : 'No calls yet');
  setText(byId('leader-why'), best ? best.why : '');
  const key = sure ? keyOf(best) : null;
  if (leader !== null && key !== null && key !== leader) {
    announce(`${nameOf(best)} is first now.`);
  }
  leader = key ?? leader;
}

function showTotals(rows) {
  const sum = (figure) => rows.reduce((total, row) => total + (figure(row) ?? 0), 0);
  const succeeded = sum((row) => row.calls.succeeded);
  const failed = sum((row) => row.calls.failed);
  const priced = rows.some((row) => row.cost.usd !== undefined);
  const open = rows.filter((row) => row.circuit === 'open' || row.circuit === 'half-open').length;
  const totals = [
    ['Calls', count(sum((row) => row.calls.total)), `${count(sum((row) => row.calls.active))} in flight`],
    ['Succeeded', percent(succeeded + failed > 0 ? succeeded / (succeeded + failed) : null), `${count(failed)} failed`],
    ['Cost', usd(priced ? sum((row) => row.cost.usd) : null), `${usd(priced ? sum((row) => row.cost.wastedUsd) : null)} wasted`],
    ['Circuits not closed', count(open), open > 0 ? 'not asked as usual' : 'all asked']
  ];
  byId('totals').replaceChildren(...totals.map(([label, value, detail]) => element('div', {},
    element('dt', {}, label), element('dd', {}, element('span', { class: 'total' }, value), element('span', { class: 'muted' }, detail)))));
}

function connected(answer) {
  const state = byId('connection');
  if (state.dataset.state === 'away') {
    announce('The server is there again.');
  }
  state.dataset.state = 'live';
  document.body.classList.remove('stale');
  setText(byId('connection-text'), `Live, ${time(answer.generatedAt)}`);
}

function lost(failure) {
  const state = byId('connection');
  const reason = failure instanceof TypeError || failure.name === 'AbortError' ? 'The server is away' : failure.message;
  if (state.dataset.state !== 'away') {
    announce(`${reason}.`);
  }
  state.dataset.state = 'away';
  document.body.classList.add('stale');
  setText(byId('connection-text'), shownAt ? `${reason}; figures of ${time(shownAt)}` : reason);
}

start();
