// How old what has been learned is when it goes into service, and where the time goes.

import { html, render, nothing } from "../lib/lit-html.js";
import { TimeChart } from "../chart.js";
import { figures, stackedBar } from "../bars.js";
import { place } from "../controls.js";
import { smooth, stacked } from "../curves.js";
import { duration, isNumber } from "../format.js";

const STAGES = [
  { name: "learn", series: "learn_delay_millis", role: "third" },
  { name: "release", series: "release_delay_millis", role: "main" },
  { name: "serve", series: "serve_delay_millis", role: "fourth" },
];

/** Medians of single points jump. */
const SMOOTHING = 0.8;

const sums = ({ points }) => stacked(STAGES.map((s) => smooth(points.values(s.series), SMOOTHING)));

/** The highest first: each area covers that of what lies above it. */
const lines = STAGES.map((s, i) => ({
  name: s.name,
  role: s.role,
  fill: 0.35,
  width: 1.2,
  values: (view) => sums(view)[i],
  shown: (values) => values[STAGES.length - 1 - i] - (i === 0 ? 0 : values[STAGES.length - i]),
})).reverse();

export function freshness(root) {
  const head = place();
  const curve = place();
  root.append(head, curve);
  const chart = new TimeChart(curve, { name: "freshness, stacked", lines, format: duration, height: 340, absent: ["freshness"] });
  return {
    draw(view) {
      const f = view.state?.freshness;
      const any = STAGES.some((s) => view.points.has(s.series));
      const stages = (f?.stages ?? []).filter((s) => isNumber(s.millis));
      render(
        html`${figures([["half are in service within", duration(f?.p50 ?? null)], ["99 of 100 within", duration(f?.p99 ?? null)]])}
        ${stages.length > 0 ? bar(stages) : nothing} ${any || stages.length > 0 ? nothing : html`<p class="absent">nothing yet: ${view.reason(["freshness"])}</p>`}`,
        head,
      );
      curve.hidden = !any;
      chart.draw(view);
    },
  };
}

const bar = (stages) =>
  stackedBar(
    "freshness",
    stages.map((s) => ({
      name: s.name,
      size: s.millis,
      text: duration(s.millis),
      role: STAGES.find((t) => t.name === s.name)?.role ?? "muted",
    })),
  );
