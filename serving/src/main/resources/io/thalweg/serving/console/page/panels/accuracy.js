// How often the model is right before it learns, beside what needs no model; of a regression its errors.

import { html, render, nothing } from "../lib/lit-html.js";
import { TimeChart } from "../chart.js";
import { figures } from "../bars.js";
import { place, select, slider } from "../controls.js";
import { withPoints } from "../curves.js";
import { clock, number, percent } from "../format.js";
import { sentence } from "../marks.js";
import { roomFor } from "../plot.js";

const MARKS = ["drift", "restart", "promotion", "hold"];
const FIGURE = "figure.";
const ERRORS = {
  __proto__: null,
  mae: { name: "mae", role: "main" },
  rmse: { name: "rmse", role: "fourth", dash: [7, 3] },
  baseline_no_change_mae: { name: "mae of no-change", role: "second", dash: [2, 3] },
};
/** What the curves above say already. */
const SHOWN = ["accuracy", "baseline_no_change", "baseline_majority"];
const ACCURACY_WORDS = [
  "Prequential accuracy",
  "Each event is predicted first, then learned. Above the dashed lines the model is worth its cost.",
];
const ERROR_WORDS = ["Prequential errors", "Each event is predicted first, then learned. Lower is better."];
const LINES = [
  { name: "no-change", series: "no_change", role: "second", dash: [2, 3], width: 1.2, smoothed: true },
  { name: "majority", series: "majority", role: "muted", dash: [7, 3], width: 1.2, smoothed: true },
  { name: "each point", series: "accuracy", role: "main", faint: true },
  { name: "accuracy", series: "accuracy", role: "main", width: 2.2, smoothed: true },
];

const tenth = (x) => Math.floor(10 * x) / 10;
const share = {
  height: 280,
  marks: MARKS,
  format: percent,
  axis: (x) => `${Math.round(100 * x)}\u00a0%`,
  range: (low) => [Math.max(0, tenth(low - 0.02)), 1],
};

export function accuracy(root) {
  const head = place("heading");
  const boxes = { totals: place(), controls: place("controls"), main: place(), figure: place(), marks: place(), absent: place() };
  head.append(boxes.totals, boxes.controls);
  root.append(head, boxes.absent, boxes.main, boxes.figure, boxes.marks);
  const charts = { kind: null, main: null, figure: null };
  let weight = 0.7;
  let figure = null;
  let shown = null;

  function draw(view) {
    shown = view;
    const names = view.points.names(FIGURE).filter((n) => !SHOWN.includes(n.slice(FIGURE.length)));
    const errors = names.filter((n) => ERRORS[n.slice(FIGURE.length)]);
    choose(view.regression, errors);
    const rest = view.regression ? names.filter((n) => !errors.includes(n)) : names;
    if (!rest.includes(figure)) figure = rest.find((n) => /kappa|auc|f1|pinball_50/.test(n)) ?? rest[0] ?? null;
    render(controls(rest), boxes.controls);
    render(view.regression ? nothing : totals(view), boxes.totals);
    const any = charts.main.draw(view, weight);
    boxes.main.hidden = boxes.controls.hidden = !any;
    render(any ? nothing : html`<p class="absent">nothing yet: ${view.reason(["accuracy", "prequential"])}</p>`, boxes.absent);
    second(figure);
    charts.figure?.draw(view, weight);
    render(happened(view), boxes.marks);
  }

  function choose(regression, errors) {
    const kind = regression ? `errors ${errors}` : "accuracy";
    if (kind === charts.kind) return;
    charts.kind = kind;
    const [heading, says] = regression ? ERROR_WORDS : ACCURACY_WORDS;
    root.parentElement.querySelector("h2").textContent = heading;
    root.parentElement.querySelector(".says").textContent = says;
    charts.main?.close();
    charts.main = new TimeChart(boxes.main, regression ? ofErrors(errors) : { ...share, name: "prequential accuracy", lines: LINES });
  }

  function second(series) {
    boxes.figure.hidden = series === null;
    if (series === null) return;
    const name = series.slice(FIGURE.length);
    const room = roomFor(charts.main.config.lines);
    const config = { name, lines: withPoints([{ name, series, role: "third" }]), room, format: number, height: 90, range: tight };
    if (!charts.figure) charts.figure = new TimeChart(boxes.figure, config);
    else if (charts.figure.config.name !== name) charts.figure.change(config);
  }

  const again = () => draw(shown);
  const controls = (names) => html`
    ${names.length === 0
      ? nothing
      : select("figure below", figure, names.map((n) => [n, n.slice(FIGURE.length)]), (v) => {
          figure = v;
          again();
        })}
    ${slider("smoothing", weight, { min: 0, max: 0.99, step: 0.01 }, weight.toFixed(2), (v) => {
      weight = v;
      again();
    })}`;
  return { draw };
}

function ofErrors(series) {
  const lines = series.map((s) => ({ series: s, ...ERRORS[s.slice(FIGURE.length)] }));
  return {
    name: "prequential errors",
    height: 280,
    marks: MARKS,
    format: number,
    lines: withPoints(lines.length > 0 ? lines : [{ name: "loss", series: "loss", role: "main" }]),
  };
}

/** An axis around the numbers, with 0 or 1 as its end where they come near. */
function tight(low, high) {
  const room = Math.max((high - low) * 0.15, 1e-6);
  return [low >= 0 && low - room < 0 ? 0 : low - room, high <= 1 && high + room > 1 ? 1 : high + room];
}

const totals = ({ points }) =>
  points.has("accuracy_total")
    ? figures([
        ["since the first start", percent(points.latest("accuracy_total"))],
        ["no-change", percent(points.latest("no_change_total"))],
        ["majority", percent(points.latest("majority_total"))],
      ])
    : nothing;

/** The newest marks in words. */
function happened({ points, now }) {
  const last = points.marks.filter((m) => MARKS.includes(m.kind)).slice(-3).reverse();
  if (last.length === 0) return nothing;
  return html`<ul class="happened">
    ${last.map((m) => html`<li><time>${clock(m.time, now)}</time> ${sentence(m)}</li>`)}
  </ul>`;
}
