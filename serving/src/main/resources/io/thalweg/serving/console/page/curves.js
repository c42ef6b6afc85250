// What is computed of curves before they are drawn. Pure; NaN is a missing number.

/** Holes of at most so many points are bridged: not everything is said every second. */
const BRIDGE = 4;

/** Exponential smoothing with its start's bias removed; 0 leaves the numbers alone. */
export function smooth(values, weight) {
  if (!(weight > 0)) return values;
  const out = new Float64Array(values.length).fill(NaN);
  let mean = 0;
  let known = 0;
  values.forEach((v, i) => {
    if (Number.isNaN(v)) return;
    mean = weight * mean + (1 - weight) * v;
    known = weight * known + (1 - weight);
    out[i] = mean / known;
  });
  return out;
}

/** Lines that are to be smoothed, and before them each once more as it is. */
export const withPoints = (lines) => [
  ...lines.map(({ name, series, role }) => ({ name, series, role, faint: true })),
  ...lines.map((line) => ({ ...line, smoothed: true })),
];

/** Each the sum of itself and those before it; a point is there where any of them is. */
export function stacked(curves) {
  const sums = [];
  curves.forEach((values, c) => {
    const below = c === 0 ? null : sums[c - 1];
    sums.push(
      values.map((v, i) => {
        const under = below ? below[i] : NaN;
        if (Number.isNaN(v)) return under;
        return Number.isNaN(under) ? v : under + v;
      }),
    );
  });
  return sums;
}

/** As uPlot takes them: undefined is bridged, null is a gap. On a log axis only what is above 0. */
export function drawable(values, log = false) {
  const out = new Array(values.length);
  let last = -1;
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (Number.isNaN(v) || (log && v <= 0)) {
      out[i] = null;
      continue;
    }
    out[i] = v;
    if (last >= 0 && i - last - 1 <= BRIDGE) out.fill(undefined, last + 1, i);
    last = i;
  }
  return out;
}

/** First, last, lowest, highest number and where; null where there is none. */
export function summary(values) {
  let s = null;
  values.forEach((v, i) => {
    if (Number.isNaN(v)) return;
    if (s === null) {
      s = { first: v, last: v, low: v, lowAt: i, high: v, highAt: i };
      return;
    }
    s.last = v;
    if (v < s.low) {
      s.low = v;
      s.lowAt = i;
    }
    if (v > s.high) {
      s.high = v;
      s.highAt = i;
    }
  });
  return s;
}

/** At most so many indexes, evenly, the last one among them; newest first. */
export function sampled(length, most) {
  const every = Math.max(1, Math.ceil(length / most));
  const rows = [];
  for (let i = length - 1; i >= 0; i -= every) rows.push(i);
  return rows;
}
