// Numbers, times and sizes as text. Pure.

/** For what there is no number of. */
export const NONE = "–";

const NBSP = "\u00a0";
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const isNumber = (x) => typeof x === "number" && Number.isFinite(x);

/** Three significant digits, with k, M, G: 51.2k. */
export function count(n) {
  if (!isNumber(n)) return NONE;
  const size = Math.abs(n);
  if (size < 0.005) return "0"; // what is left of a smoothed nothing
  if (size < 999.5) return Number.isInteger(n) ? String(n) : String(Number(n.toPrecision(3)));
  const step = size < 999.5e3 ? 1 : size < 999.5e6 ? 2 : 3;
  return (n / 1000 ** step).toPrecision(3) + ["", "k", "M", "G"][step];
}

/** Events in a second: 2.00k/s. */
export const rate = (n) => (isNumber(n) ? `${count(n)}/s` : NONE);

/** A share of 1: 91.0 %. */
export const percent = (x) => (isNumber(x) ? `${(100 * x).toFixed(1)}${NBSP}%` : NONE);

/** Four significant digits, with an exponent where that is shorter. */
export function number(x) {
  if (!isNumber(x)) return NONE;
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return x.toExponential(2).replace("e+", "e").replace(/\.?0+e/, "e");
  }
  return String(Number(x.toPrecision(4)));
}

/** Milliseconds: 40 ms, 1.1 s, 2 min 5 s, 3 h 12 min. */
export function duration(millis) {
  if (!isNumber(millis)) return NONE;
  const ms = Math.max(0, millis);
  if (ms < 0.9995 * SECOND) return `${ms < 10 && ms > 0 ? Number(ms.toPrecision(2)) : Math.round(ms)}${NBSP}ms`;
  if (ms < 9.95 * SECOND) return `${(ms / SECOND).toFixed(1)}${NBSP}s`;
  const seconds = Math.round(ms / SECOND);
  if (seconds < 60) return `${seconds}${NBSP}s`;
  if (seconds < HOUR / SECOND) return pair(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 48 * 60) return pair(Math.floor(minutes / 60), "h", minutes % 60, "min");
  return `${Math.round(minutes / 1440)}${NBSP}days`;
}

function pair(large, unit, small, smallUnit) {
  const first = `${large}${NBSP}${unit}`;
  return small === 0 ? first : `${first} ${small}${NBSP}${smallUnit}`;
}

/** Microseconds: 850 µs, 1.2 ms. */
export function micros(us) {
  if (!isNumber(us)) return NONE;
  if (us < 999.5) return `${Math.round(us)}${NBSP}µs`;
  return us < 999.5e3 ? `${Number((us / 1000).toPrecision(3))}${NBSP}ms` : duration(us / 1000);
}

/** Bytes in powers of 1024: 24.0 KiB. */
export function bytes(n) {
  if (!isNumber(n)) return NONE;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (Math.abs(n) >= 1024 && unit < units.length - 1) {
    n /= 1024;
    unit++;
  }
  return `${unit === 0 ? Math.round(n) : n.toPrecision(n >= 999.5 ? 4 : 3)}${NBSP}${units[unit]}`;
}

const two = (n) => String(n).padStart(2, "0");

/** Local time of day; before today with the date. */
export function clock(millis, now = Date.now()) {
  if (!isNumber(millis)) return NONE;
  const t = new Date(millis);
  const time = `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}`;
  return t.toDateString() === new Date(now).toDateString()
    ? time
    : `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())} ${time}`;
}

/** Hours and minutes. */
export const shortClock = (millis) => clock(millis, millis).slice(0, 5);

/** Text in at most so many characters. */
export function shorten(text, most) {
  const s = String(text ?? "");
  return s.length <= most ? s : `${s.slice(0, most - 1)}…`;
}
