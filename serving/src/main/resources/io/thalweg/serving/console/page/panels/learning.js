// How training goes, step by step.

import { html, render } from "../lib/lit-html.js";
import { chartsPanel } from "./charts.js";
import { checkbox, place, slider } from "../controls.js";
import { withPoints } from "../curves.js";
import { count, number, rate } from "../format.js";

const absent = ["learning"];
const CHARTS = [
  { name: "loss", lines: withPoints([{ name: "log loss", series: "loss", role: "main" }]), format: number, height: 128, absent },
  { name: "gradient norm", lines: withPoints([{ name: "gradient norm", series: "gradient_norm", role: "main" }]), format: number, height: 128, absent },
  { name: "learning rate", lines: [{ name: "learning rate", series: "learning_rate", role: "main" }], format: number, height: 128, absent },
  {
    name: "examples",
    format: rate,
    axis: count,
    height: 128,
    absent,
    lines: [
      { name: "learned", series: "learned_per_second", role: "main" },
      { name: "replayed", series: "replayed_per_second", role: "fourth", dash: [6, 3] },
    ],
  },
];
const LOGGED = 3;

export function learning(root) {
  const controls = place("controls lift");
  root.append(controls);
  const panel = chartsPanel(root, "two", CHARTS);
  let log = false;
  let weight = 0.6;
  let shown = null;

  function draw(view) {
    shown = view;
    render(
      html`${checkbox("log axis", log, (v) => {
        log = v;
        for (const chart of panel.charts.slice(0, LOGGED)) chart.change({ log });
        draw(shown);
      })}
      ${slider("smoothing", weight, { min: 0, max: 0.99, step: 0.01 }, weight.toFixed(2), (v) => {
        weight = v;
        draw(shown);
      })}`,
      controls,
    );
    controls.hidden = !panel.draw(view, weight);
  }
  return { draw };
}
