import { isNumber, rounded } from './format.js';
import { element, svg } from './view.js';

const RATIO = 1.16;
const TICKS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000];
const APART = 16;
const HEIGHT = 24;

// Logarithmic scale that all rows share, from the shortest to the longest bucket of any.
export class Scale {

  constructor(rows) {
    const bounds = rows.flatMap((buckets) => buckets.map((bucket) => bucket.upToMillis));
    this.low = Math.log(Math.min(...bounds, Infinity) / RATIO);
    this.high = Math.log(Math.max(...bounds, 0));
    this.known = bounds.length > 0;
  }

  // Place between 0 and 100.
  place(value) {
    const share = (Math.log(Math.max(value, 0.001)) - this.low) / (this.high - this.low);
    return Math.round(Math.min(Math.max(share, 0), 1) * 10000) / 100;
  }

  label(parent) {
    let last = -APART;
    const inside = (this.known ? TICKS : []).filter((tick) => {
      const place = this.place(tick);
      const fits = place > 4 && place < 96 && place - last >= APART;
      last = fits ? place : last;
      return fits;
    });
    parent.replaceChildren(...inside.map((tick) => {
      const label = element('span', {}, rounded(tick));
      label.style.left = `${this.place(tick)}%`;
      return label;
    }));
  }

}

// How many calls took how long, as an area, with lines at the median and the 95th percentile.
export function density(latency, buckets, scale) {
  if (!latency || buckets.length === 0 || !scale.known) {
    return [];
  }
  const most = Math.max(...buckets.map((bucket) => bucket.succeeded));
  let path = '';
  for (const bucket of buckets) {
    const from = scale.place(bucket.upToMillis / RATIO);
    const height = Math.max(bucket.succeeded / most * (HEIGHT - 2), 1);
    path += `M${from} ${HEIGHT}V${(HEIGHT - height).toFixed(2)}H${scale.place(bucket.upToMillis)}V${HEIGHT}Z`;
  }
  const line = (value, type) => svg('line', { class: type, x1: scale.place(value), x2: scale.place(value), y1: 0, y2: HEIGHT });
  return [svg('svg', { viewBox: `0 0 100 ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { class: 'area', d: path }), line(latency.p50, 'median'), line(latency.p95, 'tail'))];
}

// The success rate as a dot on its interval, on a scale that all rows share and that ends at 100 %.
export function interval(row, lowest) {
  const [low, high] = row.successRateInterval ?? [];
  if (!isNumber(low)) {
    return [];
  }
  const begin = Math.min(Math.floor(lowest * 20) / 20, 0.95);
  const place = (share) => Math.round((share - begin) / (1 - begin) * 10000) / 100;
  return [svg('svg', { viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'track', x: 0, y: 2.5, width: 100, height: 1 }),
    svg('rect', { class: 'range', x: place(low), y: 1.5, width: Math.max(place(high) - place(low), 1), height: 3 }),
    svg('line', { class: 'rate', x1: place(row.successRate), x2: place(row.successRate), y1: 0, y2: 6 }))];
}
