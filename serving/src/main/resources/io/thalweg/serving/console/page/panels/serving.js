// What clients get: how many answers, how fast, and what went wrong; with each change of version.

import { chartsPanel } from "./charts.js";
import { withPoints } from "../curves.js";
import { count, micros, rate } from "../format.js";

const absent = ["serving"];
const CHARTS = [
  {
    name: "latency",
    format: micros,
    ticks: ["swap"],
    marks: ["rollback"],
    height: 190,
    absent,
    lines: withPoints([
      { name: "p50", series: "latency_p50_micros", role: "main" },
      { name: "p99", series: "latency_p99_micros", role: "fourth", dash: [6, 3] },
    ]),
  },
  { name: "requests", format: rate, axis: count, height: 110, absent, lines: withPoints([{ name: "requests", series: "requests_per_second", role: "main" }]) },
  {
    name: "failed and shed",
    format: rate,
    axis: count,
    height: 110,
    absent,
    range: (low, high) => [0, Math.max(1, high * 1.1)],
    lines: [
      { name: "failed", series: "failed_per_second", role: "second" },
      { name: "shed", series: "shed_per_second", role: "fourth", dash: [2, 2] },
    ],
  },
];

export const serving = (root) => chartsPanel(root, "one", CHARTS, { weight: 0.7, otherwise: "no request has been answered yet" });
