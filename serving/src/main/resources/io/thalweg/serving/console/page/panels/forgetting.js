// Whether the model still knows what it knew: old rows, asked again and again.

import { render, html } from "../lib/lit-html.js";
import { HeatMap } from "../heat.js";
import { figures } from "../bars.js";
import { place } from "../controls.js";
import { cividis, rgb } from "../colours.js";
import { isNumber, percent, shortClock } from "../format.js";
import { forgotten, newest } from "./matrix.js";

/** The newest periods have a row. */
const MOST = 36;

export function forgetting(root) {
  const head = place();
  const map = place("heat");
  root.append(head, map);
  let low = 0;
  let high = 1;
  const heat = new HeatMap(map, {
    name: "accuracy on kept rows",
    rows: "rows from",
    format: percent,
    legend: () => legend(low, high),
    colour: (v) => rgb(cividis((v - low) / (high - low))),
  });
  let drawn = null;
  return {
    draw(view) {
      const f = view.state?.forgetting;
      const any = f?.periods?.length > 0 && f.times?.length > 0;
      map.hidden = !any;
      if (!any) {
        render(html`<p class="absent">nothing yet: ${view.reason(["forgetting"])}</p>`, head);
        return;
      }
      if (drawn === f) return;
      drawn = f;
      const all = f.accuracy.flat().filter(isNumber);
      low = Math.min(...all, 0.99);
      high = Math.max(...all, low + 0.01);
      const now = f.accuracy.map(newest).filter(isNumber);
      const mean = now.length === 0 ? null : now.reduce((a, b) => a + b, 0) / now.length;
      const points = forgotten(f.accuracy);
      render(figures([["on all periods now", percent(mean)], ["forgotten since its best", points === null ? "–" : `${(100 * points).toFixed(1)} points`, "mean over periods"]]), head);
      const rows = f.periods.slice(-MOST).map((p, i) => ({ name: `${shortClock(p.began)}, ${p.rows} rows`, values: f.accuracy.slice(-MOST)[i] ?? [] }));
      heat.draw(view.model, rows, f.times, `accuracy on rows of ${rows.length} periods at ${f.times.length} times, now ${percent(mean)} on the mean`);
    },
    repaint: () => heat.repaint(),
  };
}

const STOPS = [0, 0.25, 0.5, 0.75, 1].map((s) => rgb(cividis(s))).join(", ");

const legend = (low, high) => html`<span>${percent(low)}</span>
  <i style=${`background:linear-gradient(90deg, ${STOPS})`} aria-hidden="true"></i>
  <span>${percent(high)}</span>`;
