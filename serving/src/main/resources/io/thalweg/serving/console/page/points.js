// The points of one model, in rings of one slot a step: what is older than the range is overwritten. Pure.

/** Names of a hostile answer can't grow without bound. */
const MOST_SERIES = 128;
const MOST_MARKS = 3000;
const NOW = 15_000;
/** Of the range, that an axis shows at least. */
const LEAST = 1 / 8;

export class Points {
  /** Both in milliseconds. */
  constructor(range, step) {
    this.range = range;
    this.step = step;
    this.slots = Math.ceil(range / step) + 1;
    this.times = new Float64Array(this.slots).fill(NaN);
    this.columns = new Map();
    this.newest = null;
    this.oldest = null;
    this.marks = [];
  }

  /** Takes an answer of `series`; a point that comes again replaces itself. */
  merge(answer) {
    const times = answer.time ?? [];
    const rows = times.map((t) => this.#slot(t));
    for (const [name, values] of Object.entries(answer.series ?? {})) {
      const column = this.#column(name);
      if (!column || !Array.isArray(values)) continue;
      rows.forEach((slot, i) => {
        if (slot >= 0) column[slot] = typeof values[i] === "number" ? values[i] : NaN;
      });
    }
    this.#mergeMarks(answer.marks ?? []);
  }

  #slot(time) {
    if (!Number.isFinite(time)) return -1;
    const t = Math.floor(time / this.step) * this.step;
    if (this.newest !== null && t <= this.newest - this.slots * this.step) return -1;
    const slot = (t / this.step) % this.slots;
    if (this.times[slot] !== t) {
      this.times[slot] = t;
      for (const column of this.columns.values()) column[slot] = NaN;
    }
    if (this.newest === null || t > this.newest) this.newest = t;
    if (this.oldest === null || t < this.oldest) this.oldest = t;
    return slot;
  }

  #column(name) {
    let column = this.columns.get(name);
    if (!column && this.columns.size < MOST_SERIES) {
      column = new Float64Array(this.slots).fill(NaN);
      this.columns.set(name, column);
    }
    return column;
  }

  #mergeMarks(marks) {
    const key = (m) => `${m.time} ${m.kind} ${m.version} ${m.text}`;
    const known = new Set(this.marks.map(key));
    const fresh = marks.filter((m) => Number.isFinite(m.time) && !known.has(key(m)));
    if (fresh.length > 0) {
      this.marks = [...this.marks, ...fresh].sort((a, b) => a.time - b.time);
    }
    if (this.newest !== null) {
      const oldest = this.newest - this.range;
      this.marks = this.marks.filter((m) => m.time >= oldest).slice(-MOST_MARKS);
    }
  }

  /** For `since`: the last points are asked for again, since not every process had spoken. */
  since(again = 5) {
    return this.newest === null ? null : this.newest - again * this.step - 1;
  }

  has(name) {
    return this.latest(name, this.slots) !== null;
  }

  /** Names that begin so, of which there is a number. */
  names(prefix) {
    return [...this.columns.keys()].filter((n) => n.startsWith(prefix) && this.has(n)).sort();
  }

  /** The newest number among the last `within` points, those of 15 s, or null. */
  latest(name, within = Math.max(2, Math.ceil(NOW / this.step))) {
    const column = this.columns.get(name);
    if (!column || this.newest === null) return null;
    for (let i = 0; i < Math.min(within, this.slots); i++) {
      const value = this.#at(column, this.newest - i * this.step);
      if (!Number.isNaN(value)) return value;
    }
    return null;
  }

  #at(column, time) {
    const slot = (((time / this.step) % this.slots) + this.slots) % this.slots;
    return this.times[slot] === time ? column[slot] : NaN;
  }

  /** Times of all slots, oldest first, in seconds. */
  axis() {
    const axis = new Float64Array(this.slots);
    for (let i = 0; i < this.slots; i++) {
      axis[i] = (this.newest - (this.slots - 1 - i) * this.step) / 1000;
    }
    return axis;
  }

  /** Where an axis begins, in seconds: with the first point, for as long as there are few. */
  begin() {
    const first = Math.min(this.oldest, this.newest - LEAST * this.range);
    return Math.max(first, this.newest - (this.slots - 1) * this.step) / 1000;
  }

  /** Numbers of all slots, oldest first; NaN where there is none. */
  values(name) {
    const values = new Float64Array(this.slots).fill(NaN);
    const column = this.columns.get(name);
    if (!column || this.newest === null) return values;
    for (let i = 0; i < this.slots; i++) {
      values[i] = this.#at(column, this.newest - (this.slots - 1 - i) * this.step);
    }
    return values;
  }
}
