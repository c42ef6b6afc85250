// Which features no longer come as they came when the stream began.

import { html, render, nothing } from "../lib/lit-html.js";
import { HeatMap } from "../heat.js";
import { place } from "../controls.js";
import { MUCH_SHIFT, SOME_SHIFT, shiftLevel } from "../colours.js";
import { isNumber } from "../format.js";
import { newest } from "./matrix.js";

const MOST = 24;
const SIGNS = ["", "·", "!"];

export function shift(root) {
  const head = place();
  const map = place("heat");
  root.append(head, map);
  let colours = null;
  const heat = new HeatMap(map, {
    name: "population stability index",
    rows: "feature",
    format: (v) => (isNumber(v) ? v.toFixed(3) : "–"),
    legend: () => legend,
    colour: (v) => (colours ??= themed(root))[shiftLevel(v)],
    ink: () => (colours ??= themed(root)).ink,
    sign: (v) => SIGNS[shiftLevel(v)],
  });
  let drawn = null;
  return {
    draw(view) {
      const s = view.state?.shift;
      const any = s?.features?.length > 0 && s.times?.length > 0;
      map.hidden = !any;
      if (!any) {
        render(html`<p class="absent">nothing yet: ${view.reason(["shift"])}</p>`, head);
        return;
      }
      if (drawn === s) return;
      drawn = s;
      const rows = s.features.map((name, i) => ({ name, values: s.psi[i] ?? [], now: newest(s.psi[i] ?? []) }));
      rows.sort((a, b) => (b.now ?? 0) - (a.now ?? 0));
      const said = inWords(rows);
      const calm = rows.length > MOST ? html` The ${rows.length - MOST} calmest are left out.` : nothing;
      render(html`<p class="said">${said}${calm}</p>`, head);
      heat.draw(view.model, rows.slice(0, MOST), s.times, said);
    },
    repaint() {
      colours = null;
      heat.repaint();
    },
  };
}

function inWords(rows) {
  const much = rows.filter((r) => (r.now ?? 0) > MUCH_SHIFT);
  const some = rows.filter((r) => (r.now ?? 0) >= SOME_SHIFT).length - much.length;
  if (much.length === 0 && some === 0) return `None of ${rows.length} features has shifted.`;
  const names = much.slice(0, 4).map((r) => `${r.name} ${r.now.toFixed(2)}`).join(", ");
  return `${much.length} of ${rows.length} features ${much.length === 1 ? "has" : "have"} shifted much${names ? `: ${names}` : ""}; ${some} somewhat.`;
}

/** The colours of the three levels as the theme has them. */
function themed(root) {
  const probe = document.createElement("i");
  root.append(probe);
  const [none, some, much, ink] = ["calm", "some", "much", "on-much"].map((name) => {
    probe.style.color = `var(--c-${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return Object.assign([none, some, much], { ink });
}

const legend = html`<ul class="levels">
  <li><i class="b-calm" aria-hidden="true"></i>below ${SOME_SHIFT}: nothing</li>
  <li><i class="b-some" aria-hidden="true">·</i>${SOME_SHIFT} to ${MUCH_SHIFT}: some</li>
  <li><i class="b-much" aria-hidden="true">!</i>above ${MUCH_SHIFT}: much</li>
</ul>`;
