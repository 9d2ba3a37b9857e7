import { keyOf } from './format.js';

const MINUTE = 60000;
const LENGTH = 60;
const SHORTEST = 10;
const TOLERANCE = 5000;

// Last hour by the minute. The first answer brings all of it, later ones the last minutes, which replace what was known.
export class History {

  constructor() {
    this.clear();
  }

  clear() {
    this.origin = null;
    this.rows = new Map();
    this.latest = null;
  }

  get complete() {
    return this.origin !== null;
  }

  // Returns whether the minutes fit to those before; they do not after a reset or when the server's clock was set.
  add(histories, now) {
    this.latest = Date.parse(now);
    for (const history of histories) {
      for (const minute of history.minutes) {
        if (!this.put(history, minute)) {
          return false;
        }
      }
    }
    this.forget();
    return true;
  }

  put(history, minute) {
    const start = Date.parse(minute.start);
    this.origin ??= start;
    const number = Math.round((start - this.origin) / MINUTE);
    if (Math.abs(start - this.origin - number * MINUTE) > TOLERANCE) {
      return false;
    }
    const key = keyOf(history);
    if (!this.rows.has(key)) {
      this.rows.set(key, { provider: history.provider, model: history.model, minutes: new Map() });
    }
    this.rows.get(key).minutes.set(number, minute);
    return true;
  }

  forget() {
    const oldest = this.newestNumber() - LENGTH;
    for (const [key, row] of this.rows) {
      for (const number of row.minutes.keys()) {
        if (number <= oldest) {
          row.minutes.delete(number);
        }
      }
      if (row.minutes.size === 0) {
        this.rows.delete(key);
      }
    }
  }

  newestNumber() {
    return Math.floor((this.latest - this.origin) / MINUTE);
  }

  // From the oldest minute that is known on, but for a while at least: a young history is not squeezed into a corner.
  numbers() {
    const newest = this.newestNumber();
    const known = [...this.rows.values()].flatMap((row) => [...row.minutes.keys()]);
    const length = Math.min(Math.max(newest - Math.min(...known) + 1, SHORTEST), LENGTH);
    return Array.from({ length }, (ignored, index) => newest - length + 1 + index);
  }

  // Seconds of the minutes' beginnings, as the charts want them.
  times() {
    return this.numbers().map((number) => (this.origin + number * MINUTE) / 1000);
  }

  // Sums of a minute that is not over would look like a drop; they are left out where whole minutes are asked for.
  values(key, figure, whole = false) {
    const newest = this.newestNumber();
    const minutes = this.rows.get(key)?.minutes;
    return this.numbers().map((number) => {
      const minute = whole && number === newest ? null : minutes?.get(number);
      return minute ? figure(minute) ?? null : null;
    });
  }

}
