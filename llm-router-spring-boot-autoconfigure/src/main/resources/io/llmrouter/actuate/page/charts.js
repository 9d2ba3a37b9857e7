import { isNumber, millis, nameOf, percent, rounded, UNKNOWN, usd } from './format.js';
import { element, setText } from './view.js';

const CHARTS = [
  { title: 'Latency, p95', figure: (minute) => minute.p95Millis, show: millis, tick: rounded },
  { title: 'First token, p95', figure: (minute) => minute.timeToFirstTokenP95Millis, show: millis, tick: rounded },
  { title: 'Failed calls', figure: failedShare, show: (share) => percent(share, 0) },
  { title: 'Cost per minute', figure: (minute) => minute.usd, show: usd, whole: true }
];

const DASHES = [[], [6, 3], [2, 3]];
const COLOURS = 8;
const HEIGHT = 150;
const SYNC = 'minutes';

function failedShare(minute) {
  const calls = minute.succeeded + minute.failed;
  return calls > 0 ? minute.failed / calls : null;
}

// Time lines of all rows, one small chart for each figure. The cursor moves through all of them at once.
export class Charts {

  constructor(parent, legend) {
    this.legend = legend;
    this.hidden = new Set();
    this.marks = new Map();
    this.keys = [];
    this.charts = CHARTS.map((chart) => this.frame(chart, parent));
    new ResizeObserver(() => this.resize()).observe(parent);
  }

  frame(chart, parent) {
    const value = element('p', { class: 'readings' });
    const plot = element('div', { class: 'plot', role: 'img' });
    parent.append(element('figure', {}, element('figcaption', {}, chart.title), plot, value));
    return { ...chart, plot, value, uplot: null };
  }

  // The place of a row among the marks stays while the page is open.
  mark(key) {
    if (!this.marks.has(key)) {
      this.marks.set(key, this.marks.size);
    }
    const place = this.marks.get(key);
    return { colour: place % COLOURS, dash: Math.floor(place / COLOURS) % DASHES.length };
  }

  show(history) {
    this.history = history;
    const rows = [...history.rows.entries()].map(([key, row]) => ({ key, name: nameOf(row) }));
    rows.sort((one, other) => one.name.localeCompare(other.name));
    const same = rows.length === this.keys.length && rows.every((row, index) => row.key === this.keys[index].key);
    this.keys = rows;
    if (!same) {
      rows.forEach((row) => this.mark(row.key));
      this.showLegend();
    }
    this.charts.forEach((chart) => this.draw(chart, same));
  }

  showLegend() {
    this.legend.replaceChildren(...this.keys.map((row) => {
      const button = element('button', { type: 'button', class: 'key', 'aria-pressed': !this.hidden.has(row.key) },
        element('span', { class: 'swatch', 'data-colour': this.mark(row.key).colour, 'data-dash': this.mark(row.key).dash }), row.name);
      button.addEventListener('click', () => this.toggle(row.key, button));
      return button;
    }));
  }

  toggle(key, button) {
    if (!this.hidden.delete(key)) {
      this.hidden.add(key);
    }
    button.setAttribute('aria-pressed', String(!this.hidden.has(key)));
    this.charts.forEach((chart) => this.draw(chart, true));
  }

  draw(chart, sameRows) {
    const data = [this.history.times(), ...this.keys.map((row) => this.history.values(row.key, chart.figure, chart.whole))];
    if (chart.uplot && sameRows) {
      this.keys.forEach((row, index) => chart.uplot.setSeries(index + 1, { show: !this.hidden.has(row.key) }, false));
      chart.uplot.setData(data);
    }
    else {
      chart.uplot?.destroy();
      chart.uplot = this.keys.length > 0 ? new uPlot(this.options(chart), data, chart.plot) : null;
    }
    chart.plot.setAttribute('aria-label', this.summary(chart, data));
    this.read(chart, null);
  }

  summary(chart, data) {
    const parts = this.keys.filter((row) => !this.hidden.has(row.key)).map((row) => {
      const known = data[this.keys.indexOf(row) + 1].filter(isNumber);
      return `${row.name} ${known.length > 0 ? chart.show(known[known.length - 1]) : UNKNOWN}`;
    });
    return `${chart.title} over the last hour; latest: ${parts.join(', ') || UNKNOWN}`;
  }

  options(chart) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    return {
      width: chart.plot.clientWidth, height: HEIGHT, legend: { show: false },
      cursor: { sync: { key: SYNC }, drag: { x: false, y: false }, points: { size: 6 } },
      scales: { y: { range: (plot, low, high) => [0, isNumber(high) && high > 0 ? high * 1.08 : 1] } },
      axes: [
        { ...axis, size: 24, space: 60, values: (plot, ticks) => ticks.map(clock) },
        { ...axis, size: 52, space: 28, values: (plot, ticks) => ticks.map(chart.tick ?? chart.show) }
      ],
      series: [{}, ...this.keys.map((row) => {
        const mark = this.mark(row.key);
        return { stroke: colour(`--colour-${mark.colour}`), width: 1.75, dash: DASHES[mark.dash], show: !this.hidden.has(row.key), points: { size: 4 } };
      })],
      hooks: { setCursor: [(plot) => this.read(chart, plot.cursor.idx ?? null)] }
    };
  }

  // What the cursor points at, as text of its own below the chart: canvas has none.
  read(chart, index) {
    if (!chart.uplot || index === null) {
      setText(chart.value, '');
      return;
    }
    const shown = this.keys.map((row, place) => ({ row, value: chart.uplot.data[place + 1]?.[index] }))
      .filter(({ row, value }) => isNumber(value) && !this.hidden.has(row.key));
    chart.value.replaceChildren(element('span', {}, clock(chart.uplot.data[0][index])), ...shown.map(({ row, value }) =>
      element('span', {}, element('span', { class: 'swatch', 'data-colour': this.mark(row.key).colour, 'data-dash': this.mark(row.key).dash }), chart.show(value))));
  }

  resize() {
    this.charts.forEach((chart) => chart.uplot?.setSize({ width: chart.plot.clientWidth, height: HEIGHT }));
  }

  // Colours of a canvas do not follow the theme by themselves.
  repaint() {
    if (this.history) {
      this.charts.forEach((chart) => this.draw(chart, false));
    }
  }

}

function clock(seconds) {
  const date = new Date(seconds * 1000);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}
