// The job behind it: does it keep up, does it stand.

import { chartsPanel } from "./charts.js";
import { withPoints } from "../curves.js";
import { bytes, count, duration } from "../format.js";
import { total } from "../view.js";

const absent = ["job"];
const CHARTS = [
  {
    name: "records not yet learned",
    format: count,
    height: 150,
    absent,
    marks: ["restart"],
    lines: withPoints([
      { name: "pending on topics", end: "pending", series: "pending", role: "main" },
      { name: "waiting in learners", end: "waiting", series: "waiting", role: "fourth", dash: [6, 3] },
    ]),
  },
  { name: "time of a checkpoint", format: duration, height: 100, absent, lines: [{ name: "checkpoint", series: "checkpoint_millis", role: "main" }] },
  { name: "size of a checkpoint", format: bytes, binary: true, height: 100, absent, lines: [{ name: "size", series: "checkpoint_bytes", role: "main" }] },
];

export function job(root) {
  const numbers = (view) => [
    ["restarts", count(total(view, "restarts"))],
    ["steps", count(total(view, "steps"))],
    ["duplicates", count(total(view, "duplicates"))],
    ["expired", count(total(view, "expired"))],
    ["erased", count(total(view, "erased"))],
  ];
  return chartsPanel(root, "one", CHARTS, { numbers, weight: 0.7 });
}
