// A heat map: rows by times, one colour a cell, and the same as a table.

import { html, render } from "./lib/lit-html.js";
import { clock, shortClock } from "./format.js";
import { closeTable } from "./table.js";

const ROW = 18;
const FOOT = 18;
const COLUMNS_OF_TABLE = 12;

export class HeatMap {
  #shown = null;

  /** `legend()` of colours, `colour(value)` of a cell, `sign(value)` a text for those that stand out or "", `format` of numbers. */
  constructor(host, config) {
    this.config = config;
    this.host = host;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.addEventListener("pointermove", (e) => this.#point(e));
    this.canvas.addEventListener("pointerleave", () => this.#say(""));
    new ResizeObserver(() => this.#paint()).observe(host);
  }

  /** `rows`: {name, values}; `times` in milliseconds, one for each value; `model` that they are of. */
  draw(model, rows, times, said) {
    if (this.#shown && this.#shown.model !== model) closeTable(this.host);
    this.#shown = { model, rows, times };
    this.canvas.setAttribute("aria-label", said);
    const opened = (event) => render(event.target.open ? this.#table() : "", event.target.querySelector("div"));
    render(
      html`${this.canvas}
        <div class="scale">${this.config.legend()}<span class="at" aria-hidden="true"></span></div>
        <details class="table" @toggle=${opened}>
          <summary>table<span class="away"> of ${this.config.name}</span></summary>
          <div class="scroll" tabindex="0" role="region" aria-label=${`${this.config.name} as a table`}></div>
        </details>`,
      this.host,
    );
    this.#paint();
  }

  repaint() {
    this.#paint();
  }

  #box() {
    const { rows, times } = this.#shown;
    const width = this.host.clientWidth;
    const left = Math.min(width * 0.32, 16 + 6.4 * Math.max(...rows.map((r) => r.name.length)));
    return { width, left, height: rows.length * ROW + FOOT, cell: (width - left) / Math.max(1, times.length) };
  }

  #paint() {
    if (!this.#shown || this.host.clientWidth === 0) return;
    const { rows, times } = this.#shown;
    const { width, left, height, cell } = this.#box();
    const px = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * px);
    this.canvas.height = Math.round(height * px);
    this.canvas.style.height = `${height}px`;
    const style = getComputedStyle(this.host);
    const c = this.canvas.getContext("2d");
    c.scale(px, px);
    c.font = `11px ${style.fontFamily}`;
    c.textBaseline = "middle";
    rows.forEach((row, r) => {
      c.fillStyle = style.color;
      c.textAlign = "left";
      c.fillText(fitted(c, row.name, left - 10), 0, r * ROW + ROW / 2);
      row.values.forEach((value, t) => this.#cell(c, value, left + t * cell, r * ROW, cell));
    });
    c.fillStyle = style.color;
    const every = Math.max(1, Math.ceil(56 / cell));
    for (let t = 0; t < times.length && left + t * cell < width - 30; t += every) {
      c.fillText(shortClock(times[t]), left + t * cell, height - FOOT / 2 + 2);
    }
  }

  #cell(c, value, x, y, width) {
    if (typeof value !== "number") return;
    c.fillStyle = this.config.colour(value);
    c.fillRect(x, y + 0.5, Math.max(1, width - (width > 5 ? 1 : 0)), ROW - 1);
    const sign = this.config.sign?.(value);
    if (sign && width > 7) {
      c.save();
      c.fillStyle = this.config.ink(value);
      c.textAlign = "center";
      c.fillText(sign, x + (width - 1) / 2, y + ROW / 2);
      c.restore();
    }
  }

  #point(event) {
    if (!this.#shown) return;
    const { left, cell } = this.#box();
    const row = this.#shown.rows[Math.floor(event.offsetY / ROW)];
    const t = Math.floor((event.offsetX - left) / cell);
    const value = row?.values[t];
    this.#say(typeof value === "number" ? `${row.name}, ${clock(this.#shown.times[t])}: ${this.config.format(value)}` : "");
  }

  #say(text) {
    const at = this.host.querySelector(".at");
    if (at) at.textContent = text;
  }

  #table() {
    const { rows, times } = this.#shown;
    const from = Math.max(0, times.length - COLUMNS_OF_TABLE);
    return html`<table>
      <caption>${this.config.name}, the last ${times.length - from} times</caption>
      <thead>
        <tr><th scope="col">${this.config.rows}</th>${times.slice(from).map((t) => html`<th scope="col" class="n">${clock(t)}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>
            <th scope="row">${row.name}</th>
            ${row.values.slice(from).map((v) => html`<td class="n">${this.config.format(v)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

function fitted(c, text, width) {
  if (c.measureText(text).width <= width) return text;
  let short = text;
  while (short.length > 1 && c.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short}…`;
}
