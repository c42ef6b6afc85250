// What is remembered beside the stream: where it lies, how old it is, of which classes.

import { html, render, nothing } from "../lib/lit-html.js";
import { stackedBar, figures } from "../bars.js";
import { bytes, count, duration, isNumber, percent } from "../format.js";
import { total } from "../view.js";

const MOST_CLASSES = 7;
const TIERS = ["main", "third", "fourth"];
const AGES = ["seq1", "seq2", "seq3", "seq4", "seq5", "seq6"];
const CLASSES = ["main", "second", "third", "fourth", "fifth", "sixth", "muted"];

export function replay(root) {
  return {
    draw(view) {
      const r = view.state?.replay;
      const absent = html`<p class="absent">nothing yet: ${view.reason(["replay"])}</p>`;
      if (!(r?.tiers?.length > 0)) {
        render(absent, root);
        return;
      }
      const drawn = [part("drawn lately, by age", ages(r)), part("drawn lately, by class", classes(r))];
      const none = html`<p class="absent">drawn lately: nothing yet, ${view.reason(["replay.ages"], "nothing was drawn")}</p>`;
      render(html`${sums(view)} ${part("by tier", tiers(r))} ${drawn} ${drawn.every((d) => d === nothing) ? none : nothing}`, root);
    },
  };
}

function sums(view) {
  const disk = view.points.latest("replay_disk_bytes");
  return figures([
    ["remembered", count(view.points.latest("replay_rows")), "rows"],
    ["replayed", count(total(view, "replayed")), ""],
    ...(disk ? [["on disk", bytes(disk), ""]] : []),
  ]);
}

const part = (name, parts) => (parts.length === 0 ? nothing : html`<h3>${name}</h3>${stackedBar(name, parts)}`);

const tiers = (r) =>
  (r.tiers ?? []).map((t, i) => ({ name: t.name, size: t.rows, text: `${count(t.rows)} rows`, role: TIERS[i % TIERS.length] }));

function ages(r) {
  let from = 0;
  return (r.ages ?? []).map((a, i) => {
    const name = isNumber(a.up_to_seconds) ? `up to ${duration(1000 * a.up_to_seconds)}` : `over ${duration(1000 * from)}`;
    from = a.up_to_seconds ?? from;
    return { name, size: a.share, text: percent(a.share), role: AGES[Math.min(i, AGES.length - 1)] };
  });
}

function classes(r) {
  const all = [...(r.classes ?? [])].sort((a, b) => b.share - a.share);
  const most = all.length > MOST_CLASSES ? MOST_CLASSES - 1 : all.length;
  const parts = all.slice(0, most).map((c, i) => ({ name: c.label, size: c.share, text: percent(c.share), role: CLASSES[i] }));
  const rest = all.slice(most).reduce((sum, c) => sum + c.share, 0);
  if (all.length > most) parts.push({ name: `${all.length - most} others`, size: rest, text: percent(rest), role: "muted" });
  return parts;
}
