export const UNKNOWN = '–';

const LOCALE = 'en';

export function isNumber(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

export function count(value) {
  return isNumber(value) ? value.toLocaleString(LOCALE) : UNKNOWN;
}

export function decimal(value, digits) {
  return isNumber(value)
    ? value.toLocaleString(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : UNKNOWN;
}

export function percent(share, digits = 1) {
  if (!isNumber(share)) {
    return UNKNOWN;
  }
  // 99.97 % is not 100 %.
  const shown = share < 1 && share > 1 - 0.5 / 10 ** (digits + 2) ? Math.floor(share * 10 ** (digits + 3)) / 10 ** (digits + 3) : share;
  return `${decimal(shown * 100, shown === share ? digits : digits + 1)} %`;
}

export function millis(value) {
  if (!isNumber(value)) {
    return UNKNOWN;
  }
  if (value < 10) {
    return `${decimal(value, 1)} ms`;
  }
  if (value < 1000) {
    return `${Math.round(value)} ms`;
  }
  if (value < 100000) {
    return `${decimal(value / 1000, value < 10000 ? 2 : 1)} s`;
  }
  return `${decimal(value / 60000, 1)} min`;
}

// For the ticks of a scale.
export function rounded(value) {
  if (value === 0) {
    return '0';
  }
  return value < 1000 ? `${value} ms` : `${value / 1000} s`;
}

export function usd(value) {
  if (!isNumber(value)) {
    return UNKNOWN;
  }
  if (value === 0) {
    return '$0';
  }
  return `$${value.toLocaleString(LOCALE, value >= 1
    ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
    : { maximumSignificantDigits: 3 })}`;
}

export function time(instant) {
  return new Date(instant).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

export function words(code) {
  return String(code).replaceAll('_', ' ').replaceAll('-', ' ');
}

export function nameOf(row) {
  return row.model ? `${row.provider} / ${row.model}` : row.provider;
}

export function keyOf(row) {
  return JSON.stringify([row.provider, row.model ?? null]);
}
