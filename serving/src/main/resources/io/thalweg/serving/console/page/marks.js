// What happens at a moment: its name, its sign, and where labels have room. Pure.

/** Signs differ in shape, so that none is told by colour alone. */
export const KINDS = {
  __proto__: null,
  drift: { name: "drift", sign: "▼", role: "second", dash: [] },
  restart: { name: "restart", sign: "↻", role: "muted", dash: [2, 3] },
  hold: { name: "hold", sign: "‖", role: "fourth", dash: [6, 3] },
  promotion: { name: "promotion", sign: "▲", role: "third", dash: [] },
  rollback: { name: "rollback", sign: "◀", role: "second", dash: [6, 3] },
  refused: { name: "refused", sign: "×", role: "second", dash: [2, 3] },
  alias: { name: "alias", sign: "◆", role: "fifth", dash: [6, 3] },
  swap: { name: "swap", sign: "|", role: "main", dash: [] },
};

/** One line of what happened. */
export function sentence(mark) {
  const name = KINDS[mark.kind]?.name ?? String(mark.kind);
  const version = mark.version === null || mark.version === undefined ? "" : ` v${mark.version}`;
  return `${name}${version}${mark.text ? `: ${mark.text}` : ""}`;
}

/** Those of one kind that lie within so many pixels become one; each is {x, kind, count}. */
export function grouped(marks, position, width) {
  const groups = [];
  const last = new Map();
  for (const mark of marks) {
    if (!KINDS[mark.kind]) continue;
    const x = position(mark.time);
    const before = last.get(mark.kind);
    if (before && x - before.x < width) {
      before.count++;
      continue;
    }
    const group = { x, kind: mark.kind, count: 1 };
    groups.push(group);
    last.set(mark.kind, group);
  }
  return groups;
}

/** What of each label, from left to right, finds room: {x, width, short}; "all", "short" or "none". */
export function roomy(labels, gap) {
  let end = -Infinity;
  return labels.map(({ x, width, short }) => {
    const room = [["all", { x, width }], ["short", short]].find(([, place]) => place.x >= end + gap);
    if (!room) return "none";
    end = room[1].x + room[1].width;
    return room[0];
  });
}

/** Heights for labels at the ends of lines, at least `height` apart and within the bounds. */
export function spread(wanted, height, top, bottom) {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  let next = top;
  for (const label of order) {
    label.y = Math.max(label.y, next);
    next = label.y + height;
  }
  next = bottom;
  for (const label of [...order].reverse()) {
    label.y = Math.min(label.y, next);
    next = label.y - height;
  }
  const placed = new Array(wanted.length);
  for (const label of order) placed[label.i] = label.y;
  return placed;
}
