// How uPlot draws our charts: axes, lines, names at the ends of lines, marks.

import uPlot from "./lib/uplot.js";
import { KINDS, grouped, roomy, spread } from "./marks.js";
import { shortClock, clock, isNumber } from "./format.js";

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const WIDE = 380;
const LABEL = 13;

/** `moved` is called when the pointer is somewhere else. */
export function options(config, moved) {
  const { colours, lines, height, width } = config;
  const named = lines.filter((l) => !l.faint).length > 1;
  const ends = config.room ?? (named ? roomFor(lines) : 10);
  return {
    width,
    height,
    padding: [config.marks.length > 0 ? 20 : 8, (u) => (u.width >= WIDE ? ends : 12), 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, sync: { key: "time", setSeries: false }, points: { size: 6 } },
    scales: { x: { time: true }, y: scale(config) },
    axes: [timeAxis(colours), valueAxis(config)],
    series: [{}, ...lines.map((line) => drawn(line, colours))],
    hooks: {
      setCursor: [moved],
      drawAxes: [(u) => drawTicks(u, config)],
      draw: [(u) => drawMarks(u, config), (u) => named && u.width >= WIDE && drawNames(u, config)],
    },
  };
}

/** Pixels for the names at the ends of lines. */
export const roomFor = (lines) => 12 + 6.2 * Math.max(...lines.map((l) => (l.faint ? 0 : (l.end ?? l.name).length)));

function scale({ log, range }) {
  if (log) return { distr: 3 };
  return {
    range: (u, low, high) => {
      if (low === null || high === null) return [0, 1];
      return range ? range(low, high) : [0, high > 0 ? high * 1.1 : 1];
    },
  };
}

function drawn(line, colours) {
  const colour = colours[line.role];
  return {
    stroke: line.faint ? fade(colour, 0.28) : colour,
    width: line.faint ? 1 : line.width ?? 1.6,
    dash: line.dash,
    fill: line.fill ? fade(colour, line.fill) : undefined,
    paths: line.bars ? uPlot.paths.bars({ size: [0.9, 6, 1] }) : uPlot.paths.linear(),
    points: { show: false },
  };
}

const fade = (colour, alpha) => colour.replace(/^rgba?\(([^)]+)\)$/, (all, c) => `rgb(${c.split(",").slice(0, 3).join(" ")} / ${alpha})`);

const axis = (colours) => ({
  font: FONT,
  stroke: colours.muted,
  grid: { stroke: colours.grid, width: 1 },
  ticks: { show: false },
});

function timeAxis(colours) {
  return {
    ...axis(colours),
    grid: { show: false },
    size: 24,
    gap: 4,
    space: 64,
    values: (u, splits, a, b, every) =>
      splits.map((t) => {
        const x = u.valToPos(t, "x");
        if (x < 16 || x > u.bbox.width / scaled() - 10) return "";
        return every < 60 ? clock(1000 * t, 1000 * t) : shortClock(1000 * t);
      }),
  };
}

/** Steps of axes that count bytes, and of those that count what there are no halves of. */
const POWERS_OF_TWO = Array.from({ length: 45 }, (all, i) => 2 ** i);
const WHOLE = [0, 1, 2, 3, 4, 5, 6].flatMap((e) => [1, 2, 5].map((m) => m * 10 ** e));

function valueAxis({ colours, format, axis: text, log, binary, whole }) {
  return {
    ...axis(colours),
    size: 56,
    gap: 6,
    space: 30,
    filter: (u, splits) => splits,
    incrs: binary ? POWERS_OF_TWO : whole ? WHOLE : undefined,
    values: (u, splits) => {
      const few = log && splits.at(-1) / splits[0] < 50;
      return splits.map((v) => (isNumber(v) && (!log || isRound(v, few ? [1, 2, 5] : [1])) ? (text ?? format)(v) : ""));
    },
  };
}

/** Whether it is a power of ten times one of these. */
const isRound = (v, digits) => digits.includes(Math.round(v / 10 ** Math.floor(Math.log10(v) + 1e-9)));

const scaled = () => devicePixelRatio || 1;
const font = (c) => {
  c.font = FONT.replace("11px", `${11 * scaled()}px`);
  c.textAlign = "left";
};

function visible(u, kinds) {
  const { min, max } = u.scales.x;
  return (u.view?.points.marks ?? []).filter((m) => kinds.includes(m.kind) && m.time >= 1000 * min && m.time <= 1000 * max);
}

/** What comes often, such as swaps: short strokes at the bottom. */
function drawTicks(u, { ticks, colours }) {
  if (ticks.length === 0) return;
  const { ctx: c, bbox } = u;
  const px = scaled();
  c.save();
  c.lineWidth = px;
  for (const { x, kind } of grouped(visible(u, ticks), (t) => u.valToPos(t / 1000, "x", true), 3 * px)) {
    c.strokeStyle = colours[KINDS[kind].role];
    c.beginPath();
    c.moveTo(Math.round(x) + 0.5, bbox.top + bbox.height);
    c.lineTo(Math.round(x) + 0.5, bbox.top + bbox.height - 7 * px);
    c.stroke();
  }
  c.restore();
}

/** What comes seldom: a line through the chart, its sign and name above, where there is room. */
function drawMarks(u, { marks, colours }) {
  if (marks.length === 0) return;
  const { ctx: c, bbox } = u;
  const px = scaled();
  c.save();
  font(c);
  c.textBaseline = "bottom";
  c.lineWidth = px;
  const groups = grouped(visible(u, marks), (t) => u.valToPos(t / 1000, "x", true), 24 * px);
  groups.sort((a, b) => a.x - b.x);
  const labels = groups.map(({ x, kind, count }) => {
    const text = `${KINDS[kind].sign} ${KINDS[kind].name}${count > 1 ? ` ×${count}` : ""}`;
    const width = c.measureText(text).width;
    const left = Math.min(Math.max(x - 4 * px, bbox.left), bbox.left + bbox.width - width);
    return { x: left, width, text, short: { x: x - 4 * px, width: 8 * px } };
  });
  const shown = roomy(labels, 8 * px);
  groups.forEach(({ x, kind }, i) => {
    const at = Math.round(x) + 0.5;
    c.strokeStyle = c.fillStyle = colours[KINDS[kind].role];
    c.setLineDash(KINDS[kind].dash.map((d) => d * px));
    c.beginPath();
    c.moveTo(at, bbox.top);
    c.lineTo(at, bbox.top + bbox.height);
    c.stroke();
    if (shown[i] === "all") c.fillText(labels[i].text, labels[i].x, bbox.top - 3 * px);
    if (shown[i] === "short") c.fillText(KINDS[kind].sign, labels[i].short.x, bbox.top - 3 * px);
  });
  c.restore();
}

/** Names beside the last points of lines. */
function drawNames(u, { lines, colours }) {
  const { ctx: c, bbox } = u;
  const px = scaled();
  const ends = lines.flatMap((line, i) => {
    const values = u.data[i + 1];
    let last = values.length - 1;
    while (last >= 0 && !isNumber(values[last])) last--;
    return line.faint || last < 0 ? [] : [{ line, y: u.valToPos(values[last], "y", true) }];
  });
  const heights = spread(ends.map((e) => e.y), LABEL * px, bbox.top, bbox.top + bbox.height);
  c.save();
  font(c);
  c.textBaseline = "middle";
  ends.forEach(({ line }, i) => {
    c.fillStyle = colours[line.role];
    c.fillText(line.end ?? line.name, bbox.left + bbox.width + 6 * px, heights[i]);
  });
  c.restore();
}
