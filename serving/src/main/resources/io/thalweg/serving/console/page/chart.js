// One chart over time: its key with the numbers, its curves, its marks, and the same as a table.

import uPlot from "./lib/uplot.js";
import { html, render, svg, nothing } from "./lib/lit-html.js";
import { forgetPalette, palette } from "./colours.js";
import { drawable, smooth, summary } from "./curves.js";
import { clock } from "./format.js";
import { options } from "./plot.js";
import { closeTable, timeTable } from "./table.js";

/** Points that a chart's newest number may be old. */
const RECENT = 15;

const charts = new Set();

/** After the theme has changed: a canvas keeps the colours that it was drawn with. */
export function recolour() {
  forgetPalette();
  for (const chart of charts) chart.rebuild();
}

export class TimeChart {
  #plot = null;
  #values = [];
  #view = null;
  #cursor = null;

  /**
   * `lines`: {name, series or values(view), role, dash, fill, faint, end}. `format` of numbers, `axis` of those at the axis.
   * `range(low, high)` of the y axis, from 0 without it. `marks`: kinds as lines with labels; `ticks`: kinds as strokes below.
   */
  constructor(host, config) {
    this.config = { height: 110, marks: [], ticks: [], log: false, ...config };
    this.host = host;
    host.classList.add("chart");
    this.box = document.createElement("div");
    this.box.className = "plot";
    this.box.setAttribute("role", "img");
    this.box.style.height = `${this.config.height}px`;
    this.width = 0;
    this.weight = 0;
    this.#shell();
    this.resizes = new ResizeObserver(() => this.#resized());
    this.resizes.observe(this.box);
    charts.add(this);
  }

  close() {
    charts.delete(this);
    this.resizes.disconnect();
    this.#plot?.destroy();
    render(nothing, this.host);
  }

  /** Other lines, or an axis that is logarithmic now. */
  change(config) {
    Object.assign(this.config, config);
    this.#shell();
    this.rebuild();
  }

  rebuild() {
    this.#plot?.destroy();
    this.#plot = null;
    if (this.#view) this.draw(this.#view);
  }

  #shell() {
    render(
      html`<ul class="key">
          ${this.config.lines.map((line) => key(line, this.config.lines.filter((l) => !l.faint).length))}
          <li class="at"></li>
        </ul>
        ${this.box}
        <p class="absent"></p>
        ${timeTable(this.config, () => this.#table())}`,
      this.host,
    );
    const numbers = [...this.host.querySelectorAll(".key b")];
    this.numbers = this.config.lines.map((line) => (line.faint ? null : numbers.shift()));
    this.at = this.host.querySelector(".key .at");
    this.absent = this.host.querySelector(".absent");
  }

  /** Whether there was anything to draw. */
  draw(view, weight = this.weight) {
    if (this.#view && this.#view.points !== view.points) closeTable(this.host);
    this.#view = view;
    this.weight = weight;
    const { lines, log } = this.config;
    this.#values = lines.map((line) => (line.values ? line.values(view) : view.points.values(line.series)));
    if (weight > 0) this.#values = this.#values.map((v, i) => (lines[i].smoothed ? smooth(v, weight) : v));
    const any = this.#values.some((v) => v.some((x) => !Number.isNaN(x)));
    this.host.classList.toggle("empty", !any);
    this.absent.textContent = any ? "" : `${this.config.name}: nothing yet, ${view.reason(this.config.absent ?? [])}`;
    if (!any || this.width === 0) return any;
    const axis = view.points.axis();
    const data = [axis, ...this.#values.map((v) => drawable(v, log))];
    this.#plot ??= this.#build();
    this.#plot.view = view;
    this.#plot.setData(data, false);
    this.#plot.setScale("x", { min: view.points.begin(), max: axis[axis.length - 1] });
    this.#describe(axis);
    this.#showNumbers();
    return true;
  }

  #build() {
    const config = { ...this.config, width: this.width, colours: palette(this.host) };
    return new uPlot(options(config, (u) => this.#moved(u)), null, this.box);
  }

  #resized() {
    this.width = this.box.clientWidth;
    if (this.width === 0) return;
    if (this.#plot) {
      this.#plot.setSize({ width: this.width, height: this.config.height });
    } else if (this.#view) {
      this.draw(this.#view);
    }
  }

  #moved(plot) {
    this.#cursor = plot.cursor.idx ?? null;
    this.#showNumbers();
  }

  #showNumbers() {
    this.#values.forEach((values, i) => {
      const number = this.numbers[i];
      if (!number) return;
      const at = this.#cursor ?? newest(values);
      const { shown } = this.config.lines[i];
      const value = shown ? shown(this.#values.map((v) => v[at])) : values[at];
      number.textContent = this.config.format(Number.isNaN(value) ? null : value);
    });
    const pointed = this.#cursor === null ? null : 1000 * this.#view.points.axis()[this.#cursor];
    const time = pointed === null ? "" : clock(pointed, pointed);
    if (this.at.textContent !== time) this.at.textContent = time;
  }

  #describe(axis) {
    const { name, format, lines } = this.config;
    const parts = lines.flatMap((line, i) => {
      const s = line.faint ? null : summary(this.#values[i]);
      return s ? [`${line.name} ${format(s.last)}, between ${format(s.low)} and ${format(s.high)}`] : [];
    });
    const minutes = Math.round((axis[axis.length - 1] - axis[0]) / 60);
    this.box.setAttribute("aria-label", `${name}, the last ${minutes} minutes: ${parts.join("; ")}`);
  }

  #table() {
    return { axis: this.#view?.points.axis() ?? [], values: this.#values };
  }
}

/** Where the newest number is, if it is among the last points; else the last point. */
function newest(values) {
  for (let i = values.length - 1; i >= Math.max(0, values.length - RECENT); i--) {
    if (!Number.isNaN(values[i])) return i;
  }
  return values.length - 1;
}

/** A line as it is drawn, its name and its number: the newest, or the one at the pointer. */
function key(line, lines) {
  if (line.faint) return nothing;
  if (line.fill && !line.bars) return html`<li><i class=${`square b-${line.role}`} aria-hidden="true"></i><span>${line.name}</span> <b></b></li>`;
  const sign = svg`<line x1="0" y1="5" x2="18" y2="5" class="s-${line.role}" stroke-dasharray=${line.dash?.join(" ") ?? "none"}></line>`;
  return html`<li>
    ${lines > 1 || line.dash ? html`<svg class="sign" width="18" height="10" aria-hidden="true">${sign}</svg>` : nothing}
    <span>${line.name}</span> <b></b>
  </li>`;
}
