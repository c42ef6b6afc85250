// How learners agree on one set of weights.

import { chartsPanel } from "./charts.js";
import { withPoints } from "../curves.js";
import { bytes, count, duration, rate } from "../format.js";
import { total } from "../view.js";

const absent = ["rounds"];
const CHARTS = [
  { name: "time of a round", lines: withPoints([{ name: "frozen to committed", series: "round_millis", role: "main" }]), format: duration, height: 125, absent },
  { name: "bytes of a round", lines: [{ name: "sent by a learner", series: "round_bytes", role: "main" }], format: bytes, binary: true, height: 125, absent },
  {
    name: "aborted rounds",
    lines: [{ name: "aborted", series: "rounds_aborted", role: "second", bars: true, fill: 0.8 }],
    format: count,
    height: 100,
    whole: true,
    range: (low, high) => [0, Math.max(1, high)],
    absent,
  },
];

export function rounds(root) {
  const numbers = (view) => [
    ["committed", count(total(view, "rounds")), rate(view.points.latest("rounds_per_second"))],
    ["aborted", count(total(view, "aborted")), ""],
  ];
  return chartsPanel(root, "one", CHARTS, { numbers, weight: 0.7 });
}
